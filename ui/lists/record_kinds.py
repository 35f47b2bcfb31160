"""The lists of records: licences, brand authorisations, products, contracts; each line leads to its owner's profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from auditor.i18n import N_
from auditor.services.lists.record_rows import OTHER_NAME, PLACE, SCANS, STANDS, SUBJECT, SUBJECT_NAME
from ui.kit.source import Cell, Column, Look, Row
from ui.lists.kinds import Kind, Maker, Words, fixed
from ui.lists.source import CODE, VALUES

STAND_WORDS = {
    "in_force": N_("Valid"),
    "expired": N_("Expired"),
    "not_yet": N_("Not yet begun"),
    "ended": N_("Ended"),
    "open": N_("No end known"),
}
"""How a record stands on the as-of day, in words."""


def _beside(name: str) -> Callable[[Cell], str]:
    return lambda cell: "" if cell.row[VALUES].get(name) is None else str(cell.row[VALUES][name])


def _stands(cell: Cell) -> str:
    word = STAND_WORDS.get(cell.row[VALUES].get(STANDS) or "")
    return cell.translate(word) if word else ""


def _scans(cell: Cell) -> str:
    number = cell.row[VALUES].get(SCANS)
    return f"{number:,}" if number else "–"


def _place(row: Row) -> tuple[object, ...]:
    place: tuple[object, ...] = row[VALUES].get(PLACE) or ()
    return place


def _belongs(title: str) -> tuple[Column, Column]:
    return (
        Column("subject_name", title, _beside(SUBJECT_NAME), 150, None, Look.STRONG, stretch=True),
        Column("subject", N_("Its code"), _beside(SUBJECT), 110, None, Look.MUTED),
    )


def _standing() -> Column:
    return Column("stands", N_("On the as-of day"), _stands, 110)


def _evidence() -> Column:
    return Column("scans", N_("Scans"), _scans, 60, None, Look.NUMBER)


def _until(c: Maker, name: str = "valid_until", title: str = N_("Until")) -> Column:
    return replace(c(name, title, 100), sort="until")


def _licences(words: Words) -> Kind:
    c = Maker("licence", words)
    return Kind(
        "licence",
        N_("Licences"),
        N_("No licences yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            Column("code", N_("Number"), fixed(CODE), 170, "code", Look.MUTED),
            c("kind", N_("Kind"), 150),
            *_belongs(N_("Belongs to")),
            _standing(),
            c("valid_from", N_("Valid from"), 100),
            _until(c),
            c("state", N_("State"), 80),
            c("evidence_grade", N_("Evidence grade"), 90),
            _evidence(),
            c("issuer", N_("Issued by"), 180),
            c("holder_name", N_("Holder"), 160),
            c("checked_on", N_("Looked up"), 100),
            c("scope", N_("Scope"), 160),
            *c.placing()[:2],
        ),
        {"kind": "licence_kind", "status": "licence_state", "scope": "category"},
        ("valid_until", "issuer", "evidence_grade", "checked_on", "scan"),
        ("issuer", "holder_name", "checked_on", "scope", "owner", "unit", "valid_from", "subject", "state"),
        order="new",
        judged=False,
        ends=True,
        placeholder=N_("Number, or whose it is"),
        leads_to=_place,
    )


def _authorisations(words: Words) -> Kind:
    c = Maker("authorisation", words)
    return Kind(
        "authorisation",
        N_("Brand authorisations"),
        N_("No brand authorisations yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            Column("code", N_("Brand"), fixed(CODE), 140, None, Look.STRONG),
            *_belongs(N_("Merchant")),
            c("grantor", N_("Granted by"), 170),
            c("grantee", N_("Granted to"), 170),
            _standing(),
            c("valid_from", N_("Valid from"), 100),
            _until(c),
            c("state", N_("State"), 80),
            _evidence(),
            c("level", N_("Level"), 60, Look.NUMBER),
            c("trademark", N_("Trademark"), 120),
            c("platforms", N_("Platforms"), 120),
            c("categories", N_("Categories"), 160),
            *c.placing()[:2],
        ),
        {"status": "term_state", "platform": "platform", "scope": "category"},
        ("valid_until", "trademark", "level", "scan"),
        ("level", "trademark", "platforms", "categories", "owner", "unit", "valid_from", "subject", "state"),
        order="new",
        judged=False,
        ends=True,
        placeholder=N_("Brand, grantor, grantee, or merchant"),
        leads_to=_place,
        titles={"kind": N_("Brand"), "scope": N_("Categories")},
    )


def _products(words: Words) -> Kind:
    c = Maker("product", words)
    return Kind(
        "product",
        N_("Products"),
        N_("No products yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            Column("code", N_("Code"), fixed(CODE), 120, "code", Look.MUTED),
            replace(c("name", N_("Product"), 200, Look.STRONG), stretch=True),
            c("brand", N_("Brand"), 120),
            c("category", N_("Category"), 130),
            Column("subject_name", N_("Merchant"), _beside(SUBJECT_NAME), 150),
            Column("subject", N_("Its code"), _beside(SUBJECT), 110, None, Look.MUTED),
            c("selection", N_("Selection"), 80),
            c("status", N_("Status"), 80),
            _until(c, "test_report_until", N_("Test report until")),
            _evidence(),
            c("ad_approval_until", N_("Ad approval until"), 120),
            c("maker", N_("Maker"), 170),
            c("registration_no", N_("Registration"), 140),
            c("live_price", N_("Live price"), 90, Look.NUMBER),
            *c.placing()[:2],
        ),
        {"kind": "category", "status": "product_status"},
        ("test_report_until", "maker", "registration_no", "brand", "selection", "scan"),
        ("subject", "ad_approval_until", "maker", "registration_no", "live_price", "owner", "unit"),
        judged=False,
        ends=True,
        placeholder=N_("Code, name, brand, or merchant"),
        leads_to=_place,
        titles={"kind": N_("Category")},
    )


def _contracts(words: Words) -> Kind:
    c = Maker("contract", words)
    return Kind(
        "contract",
        N_("Contracts"),
        N_("No contracts yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            Column("code", N_("Number"), fixed(CODE), 140, "code", Look.MUTED),
            c("kind", N_("Kind"), 90),
            Column("other_name", N_("First party"), _beside(OTHER_NAME), 160, None, Look.STRONG),
            *_belongs(N_("Second party")),
            _standing(),
            c("valid_from", N_("Valid from"), 100),
            _until(c),
            c("state", N_("State"), 80),
            _evidence(),
            c("signed_on", N_("Signed"), 100),
            c("terminated_on", N_("Terminated"), 100),
            *c.placing()[:2],
        ),
        {"kind": "contract_kind", "status": "term_state"},
        ("valid_until", "signed_on", "scan"),
        ("signed_on", "terminated_on", "owner", "unit", "valid_from", "subject", "state"),
        judged=False,
        ends=True,
        placeholder=N_("Number, or one of the parties"),
        leads_to=_place,
    )


RECORDS: dict[str, Callable[[Words], Kind]] = {
    "licence": _licences,
    "authorisation": _authorisations,
    "product": _products,
    "contract": _contracts,
}
