"""What the list of scans says, apart from how it is painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auditor.i18n import N_, Translator
from auditor.model.sheets import BY_NAME
from auditor.services.attachments import Attached
from ui.kit.small_table import Line
from ui.profiles.columns import RECORD_TABS
from ui.profiles.shapes import RECORD_ID, Record
from ui.profiles.words import shown

TITLES = (N_("Scan"), N_("Belongs to"))
STATES = {"kept": "", "missing": N_("The content is missing."), "erased": N_("The content was erased.")}
TAKES_SCANS = frozenset({"licences", "authorisations", "trainings", "cases", "contracts", "products", "accounts"})
"""The tabs of records that take a dropped file for the record that is current."""

Records = Mapping[str, Sequence[Record]]


def lines_of(found: Sequence[Attached], records: Records, translator: Translator) -> list[Line]:
    """One line a scan: its name and what it belongs to."""
    return [Line((one.name, belongs_to(one, records, translator)), one) for one in found]


def belongs_to(one: Attached, records: Records, translator: Translator) -> str:
    """The record a scan lies on, as its tab begins its line; nothing for the subject itself."""
    if not one.sheet:
        return translator.t(N_("The file itself"))
    row = next((row for row in records.get(one.sheet, ()) if row.get(RECORD_ID) == one.record_id), None)
    return one.record if row is None else record_words(one.sheet, row, translator)


def record_words(sheet: str, row: Record, translator: Translator) -> str:
    """A record by the first two columns of its tab."""
    fields = {one.name: one for one in BY_NAME[sheet].fields}
    columns = next((columns for name, _, columns in RECORD_TABS if name == sheet), ())
    words = [shown(fields[name], row, translator) for name in columns if name in fields]
    return " ".join([word for word in words if word][:2])


def size_text(size: int) -> str:
    """Bytes as people say them."""
    return f"{size / 1024**2:.1f} MB" if size >= 1024**2 else f"{max(1, round(size / 1024))} KB"


def details(one: Attached, translator: Translator) -> str:
    """The line below the list: what was noted, who attached it, its size, the short hash."""
    by = translator.t(N_("attached by {who} at {at}"), who=translator.t(one.who), at=f"{one.at:%Y-%m-%d %H:%M}")
    said = [one.note, by, size_text(one.size), f"SHA-256 {one.sha256[:12]}…"]
    return "  ·  ".join(text for text in said if text)
