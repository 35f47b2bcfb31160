"""The sequence of pages: where the pen stands, running heads and feet, outline and contents, all written as it goes."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from auditor.i18n import said
from auditor.monitor import Monitor
from auditor.reporting import look
from auditor.reporting.document import Document, Heading
from auditor.reporting.fonts import Typesetter
from auditor.reporting.letterhead import draw_running
from auditor.reporting.letterhead import running as running_of
from auditor.reporting.look import Style
from auditor.reporting.page import Page
from auditor.reporting.pdffile import PdfFile
from auditor.reporting.wrap import wrap

_KIDS = 64
"""Pages to a node of the page tree."""
_REMEMBERED = 4_000
"""Wrapped texts kept before the memory is emptied."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the document: its title for the outline, depth, page (from 0) and height from the top."""

    title: str
    key: str
    level: int
    page: int
    y: float


@dataclass(slots=True)
class _Waiting:
    """A page kept open until the page numbers are known: the one with the table of contents."""

    page: Page
    number: int
    content: int
    entry: str
    at: int
    links: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Slot:
    """A line of the table of contents that is filled in at the end."""

    key: str
    text: str
    y: float


class Flow:
    """Sets blocks down the pages; everything but the numbers of pages goes to disk at once."""

    def __init__(self, document: Document, pdf: PdfFile, monitor: Monitor) -> None:
        self.document = document
        self.pdf = pdf
        self.typesetter = Typesetter()
        self.places: list[Place] = []
        self.pages = array("Q")
        self.resources = pdf.reserve()
        self._nodes = array("Q")
        self._feet = array("Q")
        self._monitor = monitor
        self._slots: list[Slot] = []
        self._waiting: _Waiting | None = None
        self._hold: int | None = None
        self._lines: dict[tuple[str, bool, float, float], list[str]] = {}
        self.page = Page(self.typesetter)
        self.y = look.MARGIN

    @property
    def bottom(self) -> float:
        """The lowest height that a block may reach."""
        return look.PAGE_HEIGHT - look.BOTTOM

    @property
    def room(self) -> float:
        """The height left on this page."""
        return self.bottom - self.y

    @property
    def full_room(self) -> float:
        """The height of an empty page."""
        return self.bottom - look.TOP

    def ensure(self, height: float) -> bool:
        """Begin a new page unless this height is left; says whether it did."""
        if height <= self.room or self.y <= look.TOP:
            return False
        self.new_page()
        return True

    def new_page(self) -> None:
        """Put this page away and begin the next one with its running head."""
        self.put_away()
        self.page = Page(self.typesetter)
        self.y = look.TOP
        baseline = look.TOP - 22
        half = look.MEASURE / 2 - 6
        left = draw_running(self, baseline)
        title = self._short(self.document.title, half - (left - look.MARGIN))
        running = self._short(running_of(self), half)
        self.page.text(left, baseline, title, look.RUNNING)
        self.page.text_right(look.PAGE_WIDTH - look.MARGIN, baseline, running, look.RUNNING)
        self.page.rule(look.MARGIN, baseline + 6, look.MEASURE)

    def lines(self, text: str, style: Style, width: float) -> list[str]:
        """The printable lines of a text in this style and width; remembered, since tables repeat themselves."""
        key = (text, style.bold, style.size, width)
        found = self._lines.get(key)
        if found is None:
            if len(self._lines) >= _REMEMBERED:
                self._lines.clear()
            printable = self.typesetter.printable(text)
            found = wrap(printable, self.typesetter.widths(style.bold), width * 1000 / style.size)
            self._lines[key] = found
        return found

    def _short(self, text: str, width: float) -> str:
        """One line of a running head; the first page says it whole."""
        lines = self.lines(text, look.RUNNING, width - look.RUNNING.size)
        return lines[0] if len(lines) == 1 else lines[0].rstrip() + "…"

    def write(self, lines: list[str], x: float, y: float, style: Style) -> float:
        """Draw lines one under another from the top ``y``; returns the bottom."""
        for line in lines:
            self.page.text(x, y + baseline_of(style), line, style)
            y += style.lead
        return y

    def note(self, title: str, key: str, level: int) -> None:
        """Enter this place into the outline."""
        self.places.append(Place(self.typesetter.printable(title), key, level, len(self.pages), self.y))

    def contents(self, headings: list[Heading], lead: float) -> None:
        """Leave a line for each heading on this page, to be filled in when their pages are known."""
        self._hold = self.page.length
        for heading in headings:
            self._slots.append(Slot(heading.key, self.typesetter.printable(heading.text), self.y))
            self.y += lead

    def put_away(self) -> None:
        """Write this page's content and its entry in the page tree; its foot follows when the last page is known."""
        number, content, foot = self.pdf.reserve(), self.pdf.reserve(), self.pdf.reserve()
        if len(self.pages) % _KIDS == 0:
            self._nodes.append(self.pdf.reserve())
        self.pages.append(number)
        self._feet.append(foot)
        entry = (
            f"<</Type /Page /Parent {self._nodes[-1]} 0 R /Resources {self.resources} 0 R "
            f"/MediaBox [0 0 {look.PAGE_WIDTH} {look.PAGE_HEIGHT}] /Contents [{content} 0 R {foot} 0 R]"
        )
        if self._hold is not None:
            self._waiting = _Waiting(self.page, number, content, entry, self._hold)
            self._hold = None
        else:
            self.pdf.write(number, entry + ">>")
            self.pdf.stream(content, self.page.content())
        self._monitor.step(len(self.pages), None, said("Setting page {page}", page=len(self.pages)))

    def close(self) -> int:
        """Write what waited for the page numbers; returns the root of the page tree."""
        self._fill_contents()
        total = len(self.pages)
        for at, foot in enumerate(self._feet, start=1):
            self.pdf.stream(foot, self._foot(at, total))
        root = self.pdf.reserve()
        for at, node in enumerate(self._nodes):
            kids = self.pages[at * _KIDS : (at + 1) * _KIDS]
            listed = " ".join(f"{kid} 0 R" for kid in kids)
            self.pdf.write(node, f"<</Type /Pages /Parent {root} 0 R /Count {len(kids)} /Kids [{listed}]>>")
        listed = " ".join(f"{node} 0 R" for node in self._nodes)
        self.pdf.write(root, f"<</Type /Pages /Count {total} /Kids [{listed}]>>")
        return root

    def destination(self, place: Place) -> str:
        """Where a link or an outline entry leads."""
        return f"[{self.pages[place.page]} 0 R /XYZ 0 {look.PAGE_HEIGHT - place.y + 8:.2f} null]"

    def _fill_contents(self) -> None:
        waiting = self._waiting
        if waiting is None:
            return
        lines = Page(self.typesetter)
        wanted = {slot.key: slot for slot in self._slots}
        for place in self.places:
            if place.key in wanted:
                waiting.links.append(self._contents_line(lines, wanted[place.key], place))
        waiting.page.put_in(waiting.at, lines)
        annotations = f" /Annots [{' '.join(f'{link} 0 R' for link in waiting.links)}]" if waiting.links else ""
        self.pdf.write(waiting.number, f"{waiting.entry}{annotations}>>")
        self.pdf.stream(waiting.content, waiting.page.content())

    def _contents_line(self, page: Page, slot: Slot, place: Place) -> int:
        """Draw a line of the contents; returns the number of the link that lies over it."""
        style = look.BODY
        right = look.PAGE_WIDTH - look.MARGIN
        y = slot.y + baseline_of(style)
        end = page.text(look.MARGIN, y, slot.text, style)
        number = page.text_right(right, y, str(place.page + 1), style)
        page.rule(end + 5, y - 0.5, max(0.0, number - end - 10), look.MUTED, 0.6, "0.6 2.4")
        top, low = look.PAGE_HEIGHT - slot.y, look.PAGE_HEIGHT - slot.y - style.lead
        return self.pdf.add(
            "<</Type /Annot /Subtype /Link /F 4 /Border [0 0 0] "
            f"/Rect [{look.MARGIN} {low:.2f} {right:.2f} {top:.2f}] /Dest {self.destination(place)}>>"
        )

    def _foot(self, number: int, total: int) -> bytes:
        page = Page(self.typesetter)
        top = look.PAGE_HEIGHT - look.BOTTOM + 16
        right = look.PAGE_WIDTH - look.MARGIN
        page.rule(look.MARGIN, top, look.MEASURE)
        numbering = self.document.phrases.page_of.format(page=number, pages=total)
        page.text_right(right, top + 11, self.typesetter.printable(numbering), look.RUNNING)
        y = top + 3
        for line in (self.document.footer, self.document.stamp):
            for part in self.lines(line, look.FOOT, look.MEASURE - 90):
                page.text(look.MARGIN, y + baseline_of(look.FOOT), part, look.FOOT)
                y += look.FOOT.lead
        return page.content()


def baseline_of(style: Style) -> float:
    """From the top of a line to its baseline: Chinese characters stand in the middle of the line."""
    return style.lead / 2 + style.size * 0.38
