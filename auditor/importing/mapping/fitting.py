"""Which mapping fits a file: by the headers that it names and the file has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.importing.header import header_key
from auditor.importing.mapping.shape import SenderMapping, SheetMapping, fits
from auditor.importing.read import OtherSheet

_FITS = 60
_TITLE = 10


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a mapping fits (0 to 100), headers it names that the file lacks, headers that only the file has."""

    name: str
    score: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]


def fit(mapping: SenderMapping, heads: Sequence[OtherSheet]) -> Fit | None:
    """How well a mapping fits sheets with these headers; None when it does not."""
    found = [one for entry in mapping.sheets for head in heads if (one := _fit(mapping.name, entry, head)) is not None]
    return max(found, key=lambda one: one.score, default=None)


def _fit(name: str, entry: SheetMapping, head: OtherSheet) -> Fit | None:
    wanted = {header_key(header): header for header in entry.headers()}
    there = {header_key(header): header for header in head.headers}
    if not wanted or not there:
        return None
    both = wanted.keys() & there.keys()
    titled = any(fits(pattern, head.title) for pattern in entry.theirs)
    share = (len(both) / len(wanted) + len(both) / len(there)) / 2
    score = min(100, round((100 - _TITLE) * share + (_TITLE if titled or not entry.theirs else 0)))
    if score < _FITS:
        return None
    missing = tuple(header for key, header in wanted.items() if key not in there)
    return Fit(name, score, missing, tuple(header for key, header in there.items() if key not in wanted))


def ranked(mappings: Iterable[SenderMapping], heads: Sequence[OtherSheet]) -> list[Fit]:
    """The mappings that fit, best first."""
    fitting = [one for mapping in mappings if (one := fit(mapping, heads)) is not None]
    return sorted(fitting, key=lambda one: (-one.score, one.name))


def presets_for(heads: Sequence[OtherSheet]) -> list[Fit]:
    """The mappings we ship that fit sheets with these headers, best first."""
    from auditor.importing.mapping.library import presets

    return ranked(presets(), heads)
