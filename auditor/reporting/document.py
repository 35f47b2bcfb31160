"""What a report says, apart from how it looks: blocks one after another, already in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from auditor.reporting.letterhead import Issuer


class Mark(StrEnum):
    """A shape that says an answer or a severity without colour; drawn, never a letter of a font."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"
    UNKNOWN = "unknown"
    PASSED = "pass"
    NOT_APPLICABLE = "notapplicable"
    WAIVED = "waived"
    ERROR = "error"


class Tone(StrEnum):
    """How loud a paragraph or a line of a cell is."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """One line (or wrapped paragraph) of a cell."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Marked:
    """A shape with its word; both always stand together. ``notes`` are said quietly below them in a cell."""

    mark: Mark
    word: str
    notes: tuple[str, ...] = ()


Cell = str | Marked | tuple[Line, ...]


class Align(StrEnum):
    """Where a column's text stands."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the free width, or a fixed width in points where ``points`` is given."""

    head: str
    share: float = 1.0
    points: float = 0.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Row:
    """One row; as many cells as the table has columns."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A full-width line over the rows that follow: a subject. Said again on the next page when its rows go on there.

    ``key`` makes it reachable; with ``listed`` it stands in the outline.
    """

    text: str
    note: str = ""
    counts: tuple[Marked, ...] = ()
    key: str = ""
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done, over the rows that it mends; with a box to tick on paper."""

    text: str
    note: str = ""


Entry = Row | Band | Act


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows stream; ``rows`` may be asked again and answers the same. ``empty`` is said when none come."""

    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Entry]]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A big number with its word and, where it says a severity, its shape."""

    number: int
    word: str
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """The head of the first page: what this is, about what and when, and the answer before all else."""

    title: str
    lines: tuple[str, ...]
    answer: str
    counts: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """Stands where the table of contents goes: the headings of level 1 with their pages."""

    title: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 opens a section (outline and contents), level 2 stands in the outline below it.

    ``key`` is unique in the document and does not change with the language.
    """

    text: str
    key: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that must not be overlooked, beside a bar in the accent."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Labelled values in one or two columns, read down."""

    items: tuple[tuple[str, str], ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``value`` is its length from 0 on, ``note`` is said after the number."""

    label: str
    value: int
    mark: Mark | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar chart; every bar has its shape, word and number beside it, so that it reads without colour."""

    title: str
    bars: tuple[Bar, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on paper: who, then the labels to fill in (name, seal, date)."""

    parties: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick on paper, one sentence each; a sentence that ends in a colon gets a line to write on."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutLine:
    """Where the sheet is cut; what follows is handed back."""

    text: str


@dataclass(frozen=True, slots=True)
class Diploma:
    """A page of its own: a certificate with its name in the middle, a code to scan, and lines to seal.

    ``scan`` is the text in the QR code; ``key`` makes the page reachable from the outline. ``watermark`` lies across
    the page, and ``notice`` says why.
    """

    title: str
    number: str
    name: str
    below: str
    sentence: str
    items: tuple[tuple[str, str], ...]
    parties: tuple[str, ...]
    scan: str
    scan_word: str
    key: str
    watermark: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins on a new page."""


Block = (
    Cover
    | Contents
    | Heading
    | Paragraph
    | Notice
    | KeyValues
    | Table
    | Bars
    | Signatures
    | Choices
    | CutLine
    | Diploma
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words that the renderer itself needs."""

    page_of: str
    """With {page} and {pages}."""
    continued: str
    """With {name}: a subject whose rows go on from the page before."""
    glyphs_title: str
    glyphs_intro: str
    glyphs_heads: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A report ready to be set.

    ``blocks`` may be asked again and answers the same; tables in it stream. ``facts`` gives the machine-readable
    copy (canonical JSON, UTF-8) piece by piece. ``dated`` is the instant the report stands for (wall time of
    Asia/Shanghai), never the moment of printing. ``masked`` says that personal data is masked throughout.
    """

    title: str
    subject: str
    language: str
    dated: datetime
    running: str
    """Said at the top of every page after the first: workspace, scope, day."""
    footer: str
    """Said at the foot of every page: what this paper is and is not."""
    stamp: str
    """Run and digest, short, at the foot of every page."""
    phrases: Phrases
    blocks: Callable[[], Iterable[Block]]
    facts: Callable[[], Iterable[bytes]]
    facts_name: str = "facts.json"
    masked: bool = True
    issuer: Issuer | None = None
    """The organisation whose name and logo stand at the head."""
