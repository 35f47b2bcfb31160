"""About: our version, what we stand on with versions and licences, the keys, the tour again."""

from __future__ import annotations

import platform
from collections.abc import Callable
from importlib import metadata

from PySide6.QtWidgets import QWidget

import auditor
from auditor.i18n import N_
from ui.kit import parts
from ui.kit.desk import Desk
from ui.kit.small_table import Line, SmallTable
from ui.kit.texts import begun

LICENCES = (
    ("PySide6-Essentials", "LGPL-3.0"),
    ("SQLAlchemy", "MIT"),
    ("alembic", "MIT"),
    ("sqlcipher3", "Zlib"),
    ("cel-python", "Apache-2.0"),
    ("lark", "MIT"),
    ("google-re2", "BSD-3-Clause"),
    ("PyYAML", "MIT"),
    ("python-calamine", "MIT"),
    ("openpyxl", "MIT"),
    ("XlsxWriter", "BSD-2-Clause"),
    ("reportlab", "BSD-3-Clause"),
    ("pikepdf", "MPL-2.0"),
    ("pypdfium2", "Apache-2.0 / BSD-3-Clause"),
    ("pillow", "MIT-CMU"),
    ("argon2-cffi", "MIT"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("chinesecalendar", "MIT"),
    ("segno", "BSD-3-Clause"),
    ("rapidfuzz", "MIT"),
    ("platformdirs", "MIT"),
    ("typer", "MIT"),
    ("rich", "MIT"),
    ("typing-extensions", "PSF-2.0"),
)
"""What runs beneath us, as docs/dependencies.md says it (a test holds the two together)."""
OURS = (("Noto Sans SC", "SIL OFL 1.1"),)


class AboutPage(QWidget):
    """Versions are those that are installed, read when the page is first seen."""

    def __init__(self, desk: Desk, keys: Callable[[], object], tour: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        texts = desk.texts
        title = parts.label(texts, N_("Auditor"), "name")
        system = f"{auditor.__version__}  ·  Python {platform.python_version()}  ·  {platform.system()}"
        head = parts.card(
            title,
            parts.plain_label(system, "muted", wrap=True, selectable=True),
            parts.row(
                parts.button(texts, N_("All keys (F1)"), keys),
                parts.button(texts, N_("Show the tour again"), tour),
                None,
            ),
        )
        self.table = SmallTable()
        texts.name(self.table, N_("What it stands on"))
        below = parts.card(parts.label(texts, N_("What it stands on"), "section"), self.table)
        layout = parts.column(head, below, gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        texts.changed.connect(self.show_parts)

    def show_parts(self) -> None:
        """Name, version and licence of each."""
        t = self._desk.texts.t
        lines = [Line((name, installed(name), licence)) for name, licence in LICENCES]
        lines += [Line((name, "–", licence)) for name, licence in OURS]
        self.table.show_lines([begun(t(one)) for one in (N_("name"), N_("version"), N_("licence"))], lines)


def installed(name: str) -> str:
    """The version that is installed; a dash where it is not."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "–"
