"""Derived fields, child lists and reached objects, declared once: name, type and word list."""

from __future__ import annotations

from auditor.rulebook.language.types import ListOf, ObjectOf, Simple, Type

Declared = dict[str, tuple[Type, str]]

HIDDEN: dict[str, tuple[str, ...]] = {
    "host": ("status_from", "agency_from"),
    "merchant": ("status_from",),
    "agency": ("status_from",),
    "room": ("status_from", "operator_from"),
    "review": ("buyer",),
    "training": ("session", "version", "co_signer"),
}
"""Columns that the reading of periods uses up, and columns no rule has business with."""

CHILDREN: dict[str, dict[str, str]] = {
    "host": {
        "licences": "licence",
        "trainings": "training",
        "cases": "case",
        "contracts": "contract",
        "broadcasts": "broadcast",
        "accounts": "account",
    },
    "merchant": {
        "licences": "licence",
        "authorisations": "authorisation",
        "cases": "case",
        "contracts": "contract",
        "rooms": "room",
        "broadcasts": "broadcast",
        "reviews": "review",
        "products": "product",
        "accounts": "account",
        "trainings": "training",
    },
    "agency": {
        "licences": "licence",
        "contracts": "contract",
        "hosts": "host",
        "cases": "case",
        "trainings": "training",
        "accounts": "account",
    },
    "room": {"cases": "case", "accounts": "account", "broadcasts": "broadcast", "operator_contracts": "contract"},
    "broadcast": {"hosts": "host", "merchants": "merchant", "goods": "product"},
    "product": {"licences": "licence"},
}
"""Child lists: list name and the object its members are."""

OBJECT_FIELDS: dict[str, dict[str, str]] = {
    "room": {"operator": "merchant"},
    "broadcast": {"room": "room"},
    "contract": {"merchant": "merchant"},
}
"""Single objects reached from another; absent when the reference is empty."""

_POINTS: tuple[Type, str] = (ListOf(ObjectOf("points")), "")
_BOOL: tuple[Type, str] = (Simple.BOOL, "")
_COUNT: tuple[Type, str] = (Simple.INT, "")
_DATE: tuple[Type, str] = (Simple.DATE, "")
_TIME: tuple[Type, str] = (Simple.TIME, "")
_TEXTS: tuple[Type, str] = (ListOf(Simple.STRING), "")

DERIVED: dict[str, Declared] = {
    "host": {
        "age": (Simple.INT, ""),
        "first_live": _DATE,
        "id_number_valid": _BOOL,
        "id_number_masked": _BOOL,
        "id_birth_date": _DATE,
        "id_sex": (Simple.STRING, "sex"),
        "points": _POINTS,
        "categories_known": _BOOL,
        "id_number_shared": _BOOL,
        "phone_shared": _BOOL,
        "barred_operator": _BOOL,
        "barred_match": _BOOL,
    },
    "merchant": {
        "uscc_valid": _BOOL,
        "points": _POINTS,
        "traded_brands": _TEXTS,
        "own_codes": _TEXTS,
        "categories_known": _BOOL,
    },
    "agency": {"uscc_valid": _BOOL, "points": _POINTS},
    "room": {"points": _POINTS},
    "licence": {
        "in_force": _BOOL,
        "level": (Simple.STRING, "licence_level"),
        "no_term": _BOOL,
        "of_own_holder": _BOOL,
        "succeeded": _BOOL,
        "number_form": (Simple.STRING, "number_form"),
        "scope_known": _BOOL,
        "renewal_stage": (Simple.STRING, "renewal_stage"),
    },
    "authorisation": {"in_force": _BOOL, "to_merchant": _BOOL, "chain_complete": _BOOL},
    "training": {
        "passed": _BOOL,
        "valid": _BOOL,
        "hours": (Simple.DOUBLE, ""),
        "topics": (ListOf(Simple.STRING), "topic"),
        "own_hours": (Simple.DOUBLE, ""),
        "course_hours": (Simple.DOUBLE, ""),
        "evidence_shared": _BOOL,
    },
    "contract": {"in_force": _BOOL},
    "case": {
        "outcome_then": (Simple.STRING, "outcome"),
        "decided_day": _DATE,
        "effective": _BOOL,
        "dismissed": _BOOL,
        "sanction_in_force": _BOOL,
        "points": (Simple.DOUBLE, ""),
        "asked_at": _TIME,
        "answered_at": _TIME,
    },
    "broadcast": {
        "aired": _BOOL,
        "start": _TIME,
        "presenter_shown": (Simple.STRING, "presenter"),
        "absolute_words": _TEXTS,
        "medical_words": _TEXTS,
    },
    "workspace": {
        "people": _COUNT,
        "overdue_people": _COUNT,
        "unnoticed_people": _COUNT,
        "unreasoned_disclosures": _COUNT,
    },
}
"""Derived fields by object; rulebook.md gives their meaning, facts/*.py their one definition."""
