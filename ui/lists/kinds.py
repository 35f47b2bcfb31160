"""What the lists show: a kind's words, its columns (shown at first or to be chosen), where a line leads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from auditor.i18n import N_, Translator
from auditor.model.fields import Kind as Kinds
from auditor.model.sheets import BY_TABLE
from auditor.model.types import datetime_of
from auditor.services.lists.subjects import CALLED
from ui.kit.chips import Answer, Chip
from ui.kit.paged_model import PENDING
from ui.kit.source import Cell, Column, Look, Row
from ui.lists.source import CODE, NAME, STATUS, VALUES
from ui.profiles.words import shown

Words = Callable[[], Translator]
Leads = Callable[[Row], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of line as a list shows it.

    ``columns`` are all there are, ``hidden`` those of them that a person has to choose; ``words`` names the
    enumerations of filtered columns; ``missing`` the fields that may be asked for as empty; ``ends`` whether lines
    have a last day that the list can be ordered by, ``expires`` whether anything of theirs can end.
    """

    type: str
    title: str
    none_yet: str
    columns: tuple[Column, ...]
    words: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    order: str = "code"
    judged: bool = True
    ends: bool = False
    expires: bool = True
    placeholder: str = N_("Name, pinyin, initials or code")
    leads_to: Leads = lambda row: ()
    titles: dict[str, str] = field(default_factory=dict)
    """Titles of filters that this kind calls otherwise."""


def kind_of(type: str, words: Words) -> Kind:
    """The list of a type; ``words`` gives the translator in force when a cell is shown."""
    from ui.lists.record_kinds import RECORDS

    makers = {
        "host": _hosts, "merchant": _merchants, "agency": _agencies, "room": _rooms, "broadcast": _broadcasts,
        **RECORDS,
    }  # fmt: skip
    return makers[type](words)


def fixed(at: int) -> Callable[[Cell], str]:
    """One of the values that every line has."""
    return lambda cell: "" if cell.row[at] is None else str(cell.row[at])


def told(type: str, name: str, words: Words) -> Callable[[Cell], str]:
    """A stored value as its field is read: a day, a word, a number, several of them."""
    one = next((field for field in BY_TABLE[type].fields if field.name == name), None)

    def text(cell: Cell) -> str:
        values = {name: cell.row[STATUS]} if name in ("status", "state") else cell.row[VALUES]
        if one is None or one.kind is Kinds.REF:
            return str(values.get(name) or "")
        return shown(one, values, words())

    return text


def called(name: str, *, code: bool = False) -> Callable[[Cell], str]:
    """What the subjects that a field refers to are called; with ``code`` their codes as well, for the tool tip."""

    def text(cell: Cell) -> str:
        codes, names = (_several(of.get(name)) for of in (cell.row[VALUES], cell.row[VALUES].get(CALLED) or {}))
        told = [names[at] if at < len(names) and names[at] else one for at, one in enumerate(codes)]
        if code:
            told = [one if one == of else f"{one} {of}" for one, of in zip(told, codes, strict=True)]
        return "、".join(told)

    return text


def _several(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, tuple | list) else (str(value),) if value else ()


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the columns of a kind from the names of its fields."""

    type: str
    words: Words

    def __call__(self, name: str, title: str, width: int, look: Look = Look.PLAIN, *, stretch: bool = False) -> Column:
        return Column(name, title, told(self.type, name, self.words), width, None, look, stretch=stretch)

    def whom(self, name: str, title: str, width: int, *, stretch: bool = False) -> Column:
        """Whom a field names: by name, the code in the tool tip."""
        return Column(name, title, called(name), width, stretch=stretch, tip=called(name, code=True))

    def placing(self) -> tuple[Column, ...]:
        """Who looks after it: the columns that every subject has."""
        return (
            self("owner", N_("In charge"), 100),
            self("unit", N_("Team"), 110),
            self("tags", N_("Tags"), 150),
        )


def _chips(cell: Cell) -> Sequence[Chip]:
    return cell.mark if isinstance(cell.mark, tuple) else ()


def _answer_text(cell: Cell) -> str:
    if not isinstance(cell.mark, tuple):
        return PENDING
    return " ".join(chip.text(cell.translate) for chip in cell.mark) or "–"


def answers() -> Column:
    """The verdict badges of the as-of day."""
    return Column("answers", N_("Answers"), _answer_text, 250, "answer", Look.CHIPS, chips=_chips)


def itself(type: str) -> Leads:
    """A subject's line leads to its profile."""
    return lambda row: (type, row[CODE])


def _code(width: int = 110, look: Look = Look.MUTED) -> Column:
    return Column("code", N_("Code"), fixed(CODE), width, "code", look)


def _hosts(words: Words) -> Kind:
    c = Maker("host", words)
    return Kind(
        "host",
        N_("Hosts"),
        N_("No hosts yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            _code(),
            Column("name", N_("Stage name"), fixed(NAME), 180, "name", Look.STRONG, stretch=True),
            answers(),
            c("status", N_("Status"), 90),
            c.whom("agency", N_("Agency"), 150),
            c("followers", N_("Followers"), 100, Look.NUMBER),
            *c.placing(),
            c("categories", N_("Categories"), 180),
            c("first_live_on", N_("First live"), 110),
            c("identity_verified_on", N_("Identity verified"), 120),
        ),
        {"status": "host_status"},
        ("phone", "id_number", "real_name", "agency", "categories", "identity_verified_on", "unit", "owner", "scan"),
        ("unit", "tags", "categories", "first_live_on", "identity_verified_on"),
        leads_to=itself("host"),
    )


def _merchants(words: Words) -> Kind:
    c = Maker("merchant", words)
    return Kind(
        "merchant",
        N_("Merchants"),
        N_("No merchants yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            _code(),
            Column("name", N_("Shop name"), fixed(NAME), 180, "name", Look.STRONG, stretch=True),
            answers(),
            c("status", N_("Status"), 90),
            c("legal_name", N_("Legal name"), 220),
            c("entity_type", N_("Entity type"), 100),
            *c.placing(),
            c("uscc", N_("Credit code"), 180),
            c("categories", N_("Categories"), 180),
            c("identity_verified_on", N_("Identity verified"), 120),
        ),
        {"status": "merchant_status"},
        (
            "uscc",
            "legal_name",
            "representative",
            "phone",
            "categories",
            "identity_verified_on",
            "unit",
            "owner",
            "scan",
        ),
        ("unit", "tags", "uscc", "categories", "identity_verified_on"),
        leads_to=itself("merchant"),
    )


def _agencies(words: Words) -> Kind:
    c = Maker("agency", words)
    return Kind(
        "agency",
        N_("Agencies"),
        N_("No agencies yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            _code(),
            Column("name", N_("Name"), fixed(NAME), 220, "name", Look.STRONG, stretch=True),
            answers(),
            c("status", N_("Status"), 90),
            c("agents", N_("Agents"), 90, Look.NUMBER),
            c("signed_hosts", N_("Signed hosts"), 100, Look.NUMBER),
            *c.placing(),
            c("uscc", N_("Credit code"), 180),
        ),
        {"status": "merchant_status"},
        ("uscc", "phone", "agents", "identity_verified_on", "unit", "owner", "scan"),
        ("unit", "tags", "uscc"),
        leads_to=itself("agency"),
    )


def _rooms(words: Words) -> Kind:
    c = Maker("room", words)
    return Kind(
        "room",
        N_("Live rooms"),
        N_("No live rooms yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            _code(),
            Column("name", N_("Account name"), fixed(NAME), 180, "name", Look.STRONG, stretch=True),
            answers(),
            c("status", N_("Status"), 90),
            c("platform", N_("Platform"), 100),
            c("account", N_("Account"), 140),
            c.whom("operator", N_("Operator"), 150),
            *c.placing(),
        ),
        {"status": "room_status", "platform": "platform"},
        ("account", "title", "unit", "owner", "scan"),
        ("unit", "tags"),
        expires=False,
        leads_to=itself("room"),
    )


def _start(cell: Cell) -> str:
    values = cell.row[VALUES]
    seconds = values.get("started_at") or values.get("planned_start")
    return "" if seconds is None else f"{datetime_of(seconds):%Y-%m-%d %H:%M}"


def _broadcasts(words: Words) -> Kind:
    c = Maker("broadcast", words)
    return Kind(
        "broadcast",
        N_("Broadcasts"),
        N_("No broadcasts yet: import a workbook, or enter one here (Ctrl+N)."),
        (
            _code(130, Look.STRONG),
            Column("start", N_("Start"), _start, 140),
            answers(),
            c("status", N_("Status"), 90),
            c.whom("room", N_("Room"), 150),
            c.whom("hosts", N_("Hosts"), 180, stretch=True),
            c.whom("merchants", N_("Merchants"), 160),
        ),
        {"status": "broadcast_status"},
        ("room", "hosts", "merchants", "scan"),
        ("merchants",),
        expires=False,
        leads_to=itself("broadcast"),
    )


ANSWERS = {
    "critical": Answer.CRITICAL,
    "high": Answer.HIGH,
    "medium": Answer.MEDIUM,
    "low": Answer.LOW,
    "info": Answer.INFO,
    "unknown": Answer.UNKNOWN,
    "pass": Answer.PASS,
}
