"""Rows for the clipboard: what other programs take for a table."""

from __future__ import annotations

from html import escape

from ui.kit.source import Cell, Column, Look, Row
from ui.kit.texts import Translate


def as_tsv(columns: list[Column], rows: list[Row], translate: Translate) -> str:
    """Header and rows as tab-separated text; tabs and line breaks inside a cell become spaces."""
    lines = ["\t".join(translate(column.title) for column in columns)]
    for row in rows:
        cell = Cell(row, None, translate)
        lines.append("\t".join(" ".join(column.text(cell).split()) for column in columns))
    return "\n".join(lines) + "\n"


def as_html(columns: list[Column], rows: list[Row], translate: Translate) -> str:
    """The same as a table; codes and numbers are marked as text, so that a spreadsheet keeps them as they are."""
    head = "".join(f"<th>{escape(translate(column.title))}</th>" for column in columns)
    lines = [f"<tr>{head}</tr>"]
    for row in rows:
        cell = Cell(row, None, translate)
        cells = []
        for column in columns:
            kept = "" if column.look is Look.NUMBER else " style=\"mso-number-format:'\\@'\""
            cells.append(f"<td{kept}>{escape(' '.join(column.text(cell).split()))}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<meta charset="utf-8"><table>{"".join(lines)}</table>'
