"""The indexes that compiled rules live on: owner-led and covering, never led by a date.

A date-led index would tempt the planner to drive a rule from the day instead of from the subject.
"""

from __future__ import annotations

COVERING: tuple[tuple[str, str], ...] = (
    (
        "host",
        (
            "id, status, status_from, onboarded_on, left_on, first_live_on, identity_verified_on, birth_date, "
            "id_number_valid, id_birth_date, guardian_consent_on, agency_id, agency_from"
        ),
    ),
    (
        "training",
        ("learner_id, completed_on, result, revoked_on, valid_until, valid_until_long, course_id"),
    ),
    (
        "licence",
        ("owner_id, kind, state, valid_until, valid_until_long, valid_from, issued_on, ended_on, holder_uscc"),
    ),
    (
        "case_record",
        (
            "subject_id, kind, outcome, decided_on, occurred_at, appeal, category, platform, platform_text, scheme, "
            "points, sanction, sanction_from, sanction_until, sanction_until_long, accepted_at, first_response_at, "
            "closed_at, goods_returned_on, refunded_on"
        ),
    ),
    (
        "contract",
        (
            "counterparty_id, kind, state, valid_from, valid_until, valid_until_long, auto_renew, "
            "terminated_on, signed_on, party_type, party_id, counterparty_type, shifts_duty"
        ),
    ),
    (
        "contract",
        (
            "party_id, kind, state, valid_from, valid_until, valid_until_long, auto_renew, "
            "terminated_on, signed_on, party_type, counterparty_id, counterparty_type, shifts_duty"
        ),
    ),
    ("authorisation", "merchant_id, brand, grantee_folded, state, valid_from, valid_until, valid_until_long"),
    ("review", "merchant_id, hidden, reviewed_at, hidden_reason"),
    ("account", "owner_id"),
    ("broadcast", "room_id"),
    ("room", "operator_id"),
    ("host", "agency_id"),
    ("past_agency", "agency_id, subject_id"),
    ("past_operator", "merchant_id, subject_id"),
    ("product", "merchant_id, status, category, brand"),
)
"""(table, columns) of each index."""

DESKS: tuple[tuple[str, str], ...] = (
    ("course_version", "course_id, effective_from"),
    ("session", "planned_start"),
    ("session", "course_id, planned_start"),
    ("enrolment", "learner_id, state"),
    ("training", "session_id) WHERE (session_id IS NOT NULL"),
    ("award", "learner_id, course_id, completed_on"),
    ("award", "session_id) WHERE (session_id IS NOT NULL"),
    ("award", "course_id, valid_until"),
    ("requirement", "course_id"),
    ("case_event", "due, case_id) WHERE (due IS NOT NULL"),
    ("sanction", "valid_until, case_id"),
    ("appeal", "due_at, case_id) WHERE (due_at IS NOT NULL"),
    ("action", "due_on, case_id) WHERE (due_on IS NOT NULL"),
    ("feedback", "subject_id, received_at"),
    ("feedback", "received_at"),
)
"""(table, columns) of what the desks look up; no rule reads these tables, so a day may lead."""
