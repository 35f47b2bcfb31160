"""The official page on which a licence is looked up by hand: opened with its number on the clipboard."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.i18n import Twin
from ui.profiles.shapes import Record


@dataclass(frozen=True, slots=True)
class Official:
    """Where a kind of licence is looked up, and what is to be typed there."""

    name: Twin
    url: str
    number: str


def official_of(row: Record) -> Official | None:
    """The page of a licence's kind; None where there is none, or nothing to look up."""
    from auditor.model.catalogue import licence_kinds

    number = str(row.get("number") or "")
    kind = next((one for one in licence_kinds() if one.code == row.get("kind")), None)
    if kind is None or not kind.lookup_url or not number:
        return None
    return Official(Twin(kind.lookup_zh, kind.lookup_en), kind.lookup_url, number)
