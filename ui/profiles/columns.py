"""The order of a profile's chips, and the columns of its records."""

from __future__ import annotations

from auditor.i18n import N_
from ui.kit.chips import Answer

ORDER_OF_CHIPS = (
    Answer.CRITICAL,
    Answer.HIGH,
    Answer.MEDIUM,
    Answer.LOW,
    Answer.INFO,
    Answer.UNKNOWN,
    Answer.ERROR,
)

RECORD_TABS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("licences", N_("Licences"), ("kind", "number", "valid_until", "state", "evidence_grade", "valid_from", "issuer")),
    ("authorisations", N_("Brand authorisations"), ("brand", "grantor", "valid_from", "valid_until", "state")),
    ("trainings", N_("Training"), ("title", "completed_on", "result", "score", "valid_until", "certificate_no")),
    ("cases", N_("Infractions and complaints"), ("occurred_at", "kind", "category", "outcome", "points", "sanction")),
    ("contracts", N_("Contracts"), ("kind", "party", "counterparty", "valid_from", "valid_until", "state")),
    ("broadcasts", N_("Broadcasts"), ("planned_start", "started_at", "code", "room", "status")),
    ("products", N_("Products"), ("code", "name", "brand", "category", "status")),
    ("accounts", N_("Accounts"), ("platform", "account_id", "name", "followers")),
)
"""Sheet, tab title, fields in the order they are read."""
