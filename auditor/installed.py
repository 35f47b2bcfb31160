"""Where the rules and resources lie: beside the checkout, or inside the installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def _data_root() -> Path:
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent


def rules() -> Path:
    """The folder of published rule packs."""
    return _data_root() / "rules"


def resources() -> Path:
    """The folder of fonts, icons, translations, templates and mappings."""
    return _data_root() / "resources"
