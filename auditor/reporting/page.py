"""One page under the pen: text, lines, boxes and shapes as PDF operators."""

from __future__ import annotations

import math

from auditor.reporting import look
from auditor.reporting.document import Mark
from auditor.reporting.fonts import FALLBACK, Typesetter
from auditor.reporting.look import Colour, Style

_CIRCLE = 0.5523
"""How far a Bezier handle reaches for a quarter circle of radius 1."""


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Page:
    """Collects operators; positions are points from the left and from the top, text by its baseline."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._set = typesetter
        self._ops: list[str] = []
        self._fill: Colour | None = None

    def content(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self._ops).encode("ascii")

    @property
    def length(self) -> int:
        """How many operators stand on the page; a place to put others in later."""
        return len(self._ops)

    def put_in(self, at: int, other: Page) -> None:
        """Place what another page holds after the first ``at`` operators, so that text is read in its order."""
        self._ops[at:at] = ["q", *other._ops, "Q"]

    def text(self, x: float, y: float, text: str, style: Style) -> float:
        """Draw printable text in one line; returns where it ends."""
        self._paint(style.colour)
        start = x
        size = style.size
        for face, codes, width in self._set.runs(text, style.bold):
            place = f"{start:.2f} {look.PAGE_HEIGHT - y:.2f}"
            if style.bold and face == FALLBACK:
                # Bold lacks these characters: Regular with a thin outline stands beside it without a hole in weight.
                self._stroke(style.colour, size * 0.035)
                self._ops.append(f"BT 2 Tr /{face} {size:g} Tf {place} Td <{codes}> Tj ET 0 Tr")
            else:
                self._ops.append(f"BT /{face} {size:g} Tf {place} Td <{codes}> Tj ET")
            start += width * size / 1000
        return start

    def text_right(self, right: float, y: float, text: str, style: Style) -> float:
        """Draw text that ends at ``right``; returns where it begins."""
        x = right - self.width(text, style)
        self.text(x, y, text, style)
        return x

    def width(self, text: str, style: Style) -> float:
        """How wide a printable text is, in points."""
        widths = self._set.widths(style.bold)
        return sum(map(widths.__getitem__, text)) * style.size / 1000

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle from its upper left corner."""
        self._paint(colour)
        self._ops.append(f"{x:.2f} {look.PAGE_HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re f")

    def frame(self, x: float, y: float, width: float, height: float, colour: Colour, weight: float = 0.6) -> None:
        """The outline of a rectangle."""
        self._stroke(colour, weight)
        self._ops.append(f"{x:.2f} {look.PAGE_HEIGHT - y - height:.2f} {width:.2f} {height:.2f} re S")

    def rule(
        self, x: float, y: float, width: float, colour: Colour = look.HAIRLINE, weight: float = 0.5, dash: str = ""
    ) -> None:
        """A horizontal line."""
        self._stroke(colour, weight)
        level = f"{look.PAGE_HEIGHT - y:.2f}"
        line = f"{x:.2f} {level} m {x + width:.2f} {level} l S"
        self._ops.append(f"[{dash}] 0 d {line} [] 0 d" if dash else line)

    def mark(self, mark: Mark, x: float, y: float, size: float) -> None:
        """A severity's or an answer's shape in a square of ``size`` whose upper left corner is (x, y)."""
        middle_x, middle_y, half = x + size / 2, y + size / 2, size / 2
        if mark is Mark.CRITICAL:
            self._polygon([(middle_x, y), (x + size, middle_y), (middle_x, y + size), (x, middle_y)], look.INK)
        elif mark is Mark.HIGH:
            self._polygon([(middle_x, y), (x + size, y + size * 0.95), (x, y + size * 0.95)], look.INK)
        elif mark is Mark.MEDIUM:
            inset = size * 0.08
            self.box(x + inset, y + inset, size - 2 * inset, size - 2 * inset, look.INK)
        elif mark is Mark.LOW:
            corners = [(x, y + size * 0.08), (x + size, y + size * 0.08), (middle_x, y + size)]
            self._polygon(corners, look.INK, filled=False)
        elif mark is Mark.PASSED:
            self._circle(middle_x, middle_y, half * 0.92, look.ACCENT, filled=True)
        elif mark is Mark.UNKNOWN:
            self._question(middle_x, middle_y, half, size)
        elif mark is Mark.WAIVED:
            self._hatched(x, y, size)
        elif mark is Mark.ERROR:
            self._cross(x, y, size)
        elif mark is Mark.INFO:
            self._circle(middle_x, middle_y, half * 0.55, look.INK, filled=False)
        else:
            self.rule(x + size * 0.1, middle_y, size * 0.8, look.MUTED, size * 0.14)

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """The document's one picture (its issuer's logo) in a box from its upper left corner."""
        place = f"{x:.2f} {look.PAGE_HEIGHT - y - height:.2f}"
        self._ops.append(f"q {width:.2f} 0 0 {height:.2f} {place} cm /Logo Do Q")

    def across(self, text: str, style: Style) -> None:
        """Printable text in the page's middle, turned a third of a right angle, to lie under what is drawn next."""
        part = math.pi / 6
        rise, run = math.sin(part), math.cos(part)
        x, y = look.PAGE_WIDTH / 2, look.PAGE_HEIGHT / 2
        self._ops.append(f"q {run:.4f} {rise:.4f} {-rise:.4f} {run:.4f} {x:.2f} {y:.2f} cm")
        self._fill = None
        # Text is placed from the page's upper edge: the middle of what was turned lies one page height below it.
        self.text(-self.width(text, style) / 2, look.PAGE_HEIGHT + style.size * 0.35, text, style)
        self._ops.append("Q")
        self._fill = None

    def _question(self, x: float, y: float, half: float, size: float) -> None:
        self._ops.append(f"[{size * 0.26:.2f} {size * 0.13:.2f}] 0 d")
        self._circle(x, y, half * 1.08, look.INK, filled=False)
        self._ops.append("[] 0 d")
        style = Style(True, size * 0.95, size, look.INK)
        self.text(x - self.width("?", style) / 2, y + size * 0.35, "?", style)

    def _hatched(self, x: float, y: float, size: float) -> None:
        self.frame(x + 0.3, y + 0.3, size - 0.6, size - 0.6, look.MUTED, 0.6)
        for step in (0.33, 0.67, 1.0):
            self._line(x + 0.3, y + size * step, x + size * step, y + 0.3, look.MUTED, 0.5)

    def _cross(self, x: float, y: float, size: float) -> None:
        low, high = size * 0.12, size * 0.88
        self._line(x + low, y + low, x + high, y + high, look.INK, size * 0.16)
        self._line(x + low, y + high, x + high, y + low, look.INK, size * 0.16)

    def _line(self, x: float, y: float, to_x: float, to_y: float, colour: Colour, weight: float) -> None:
        self._stroke(colour, weight)
        top = look.PAGE_HEIGHT
        self._ops.append(f"{x:.2f} {top - y:.2f} m {to_x:.2f} {top - to_y:.2f} l S")

    def _polygon(self, points: list[tuple[float, float]], colour: Colour, *, filled: bool = True) -> None:
        path = [f"{x:.2f} {look.PAGE_HEIGHT - y:.2f} {'l' if at else 'm'}" for at, (x, y) in enumerate(points)]
        if filled:
            self._paint(colour)
        else:
            self._stroke(colour, 0.9)
        self._ops.append(" ".join(path) + (" f" if filled else " s"))

    def _circle(self, x: float, y: float, radius: float, colour: Colour, *, filled: bool) -> None:
        y = look.PAGE_HEIGHT - y
        reach = radius * _CIRCLE
        points = [
            (x + radius, y + reach, x + reach, y + radius, x, y + radius),
            (x - reach, y + radius, x - radius, y + reach, x - radius, y),
            (x - radius, y - reach, x - reach, y - radius, x, y - radius),
            (x + reach, y - radius, x + radius, y - reach, x + radius, y),
        ]
        curves = " ".join(" ".join(_number(part) for part in point) + " c" for point in points)
        if filled:
            self._paint(colour)
        else:
            self._stroke(colour, max(0.5, radius * 0.16))
        self._ops.append(f"{_number(x + radius)} {_number(y)} m {curves} {'f' if filled else 's'}")

    def _paint(self, colour: Colour) -> None:
        if colour != self._fill:
            self._fill = colour
            self._ops.append("{:.3g} {:.3g} {:.3g} rg".format(*colour))

    def _stroke(self, colour: Colour, weight: float) -> None:
        self._ops.append("{:.3g} {:.3g} {:.3g} RG {:.2f} w".format(*colour, weight))
