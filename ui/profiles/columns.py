"""The columns of the subject lists and of a profile's records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from auditor.i18n import N_, Translator
from ui.kit.chips import Answer, Chip
from ui.kit.paged_model import PENDING
from ui.kit.source import Cell, Column, Look
from ui.profiles.words import word


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject as a list shows it: its words, its row's fields after the id, its statuses."""

    type: str
    title: str
    none_yet: str
    fields: tuple[str, ...]
    columns: tuple[Column, ...]
    statuses: tuple[str, ...] = ()
    status_words: str = ""


Words = Callable[[], Translator]


def kind_of(type: str, words: Words) -> Kind:
    """The list of a type; ``words`` gives the translator in force when a cell is shown."""
    return {"host": _hosts, "merchant": _merchants, "agency": _agencies, "broadcast": _broadcasts}[type](words)


def _text(number: int) -> Callable[[Cell], str]:
    return lambda cell: "" if cell.row[number] is None else str(cell.row[number])


def _number(number: int) -> Callable[[Cell], str]:
    return lambda cell: "" if cell.row[number] is None else f"{cell.row[number]:,}"


def _word(number: int, enumeration: str, words: Words) -> Callable[[Cell], str]:
    return lambda cell: word(enumeration, cell.row[number] or "", words())


def _chips(cell: Cell) -> Sequence[Chip]:
    return cell.mark if isinstance(cell.mark, tuple) else ()


def _answer_text(cell: Cell) -> str:
    if not isinstance(cell.mark, tuple):
        return PENDING
    return " ".join(chip.text(cell.translate) for chip in cell.mark) or "–"


def answers() -> Column:
    """The verdict badges of the as-of day."""
    return Column("answers", N_("Answers"), _answer_text, 250, "answer", Look.CHIPS, chips=_chips)


def _hosts(words: Words) -> Kind:
    return Kind(
        "host",
        N_("Hosts"),
        N_("Hosts will stand here once a workbook is imported."),
        ("code", "name", "status", "agency", "followers", "owner"),
        (
            Column("code", N_("Code"), _text(1), 110, "code", Look.MUTED),
            Column("name", N_("Stage name"), _text(2), 180, "name", Look.STRONG, stretch=True),
            answers(),
            Column("status", N_("Status"), _word(3, "host_status", words), 90),
            Column("agency", N_("Agency"), _text(4), 160),
            Column("followers", N_("Followers"), _number(5), 100, None, Look.NUMBER),
            Column("owner", N_("In charge"), _text(6), 100),
        ),
        ("active", "candidate", "suspended", "blacklisted", "left"),
        "host_status",
    )


def _merchants(words: Words) -> Kind:
    return Kind(
        "merchant",
        N_("Merchants"),
        N_("Merchants will stand here once a workbook is imported."),
        ("code", "name", "status", "legal_name", "entity_type", "owner"),
        (
            Column("code", N_("Code"), _text(1), 110, "code", Look.MUTED),
            Column("name", N_("Shop name"), _text(2), 180, "name", Look.STRONG, stretch=True),
            answers(),
            Column("status", N_("Status"), _word(3, "merchant_status", words), 90),
            Column("legal_name", N_("Legal name"), _text(4), 220),
            Column("entity_type", N_("Entity type"), _word(5, "entity_type", words), 100),
            Column("owner", N_("In charge"), _text(6), 100),
        ),
        ("active", "candidate", "suspended", "blacklisted", "left"),
        "merchant_status",
    )


def _agencies(words: Words) -> Kind:
    return Kind(
        "agency",
        N_("Agencies"),
        N_("Agencies will stand here once a workbook is imported."),
        ("code", "name", "status", "agents", "signed_hosts", "owner"),
        (
            Column("code", N_("Code"), _text(1), 110, "code", Look.MUTED),
            Column("name", N_("Name"), _text(2), 220, "name", Look.STRONG, stretch=True),
            answers(),
            Column("status", N_("Status"), _word(3, "merchant_status", words), 90),
            Column("agents", N_("Agents"), _number(4), 90, None, Look.NUMBER),
            Column("signed_hosts", N_("Signed hosts"), _number(5), 100, None, Look.NUMBER),
            Column("owner", N_("In charge"), _text(6), 100),
        ),
        ("active", "candidate", "suspended", "blacklisted", "left"),
        "merchant_status",
    )


def _broadcasts(words: Words) -> Kind:
    return Kind(
        "broadcast",
        N_("Broadcasts"),
        N_("Broadcasts will stand here once a workbook is imported."),
        ("code", "start", "status", "room", "hosts"),
        (
            Column("code", N_("Code"), _text(1), 130, "code", Look.STRONG),
            Column("start", N_("Start"), _text(2), 140),
            answers(),
            Column("status", N_("Status"), _word(3, "broadcast_status", words), 90),
            Column("room", N_("Room"), _text(4), 140),
            Column("hosts", N_("Hosts"), _text(5), 180, stretch=True),
        ),
        ("planned", "aired", "cancelled"),
        "broadcast_status",
    )


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
    ("licences", N_("Licences"), ("kind", "number", "valid_from", "valid_until", "state", "issuer")),
    ("authorisations", N_("Brand authorisations"), ("brand", "grantor", "valid_from", "valid_until", "state")),
    ("trainings", N_("Training"), ("title", "completed_on", "result", "score", "valid_until", "certificate_no")),
    ("cases", N_("Infractions and complaints"), ("occurred_at", "kind", "category", "outcome", "points", "sanction")),
    ("contracts", N_("Contracts"), ("kind", "party", "counterparty", "valid_from", "valid_until", "state")),
    ("broadcasts", N_("Broadcasts"), ("planned_start", "started_at", "code", "room", "status")),
    ("products", N_("Products"), ("code", "name", "brand", "category", "status")),
    ("accounts", N_("Accounts"), ("platform", "account_id", "name", "followers")),
)
"""Sheet, tab title, fields in the order they are read."""
