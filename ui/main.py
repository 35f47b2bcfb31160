"""The window's composition root: everything is built here and handed on; nothing is looked up elsewhere."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSignalBlocker, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QCalendarWidget

from auditor.clock import Clock, system_clock
from auditor.i18n import N_, Language, Translator, chosen_language
from ui.kit import fonts, icons, problems
from ui.kit.collecting import Collector
from ui.kit.desk import Day, Desk
from ui.kit.memory import Memory
from ui.kit.problems import Problems
from ui.kit.settling import sparing, take_turns
from ui.kit.tasks import Core, Landing, Lanes, Tasks, ThreadLanes
from ui.kit.texts import Texts
from ui.kit.theme import Choice, Density, Theme
from ui.rooms import ROOMS, Room
from ui.window import Window

if TYPE_CHECKING:
    from ui.palette import Finder
    from ui.reminding import Reminding


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line of the window says."""

    workspace: Path | None = None
    lang: Language | None = None
    theme: Choice | None = None
    shots: tuple[str, ...] = ()


@dataclass(slots=True)
class Opened:
    """A window with what it stands on, and what is to be undone when it goes."""

    window: Window
    desk: Desk
    endings: list[Callable[[], object]]
    reminding: Reminding | None = None

    def attend(self, core: Core) -> None:
        """A workspace is open: let the screens ask it, and notice who else changes it."""

        from ui.keeper import Keeper
        from ui.reminding import Reminding
        from ui.watch import Watch

        self.desk.tasks.core = core
        watch = Watch(self.desk.tasks)
        watch.headed.connect(self.window.foot.show_head)
        watch.lost.connect(self.desk.problems.tell)
        keeper = Keeper(self.desk.tasks)
        watch.start()
        keeper.start()
        self.reminding = Reminding(self.desk, frozenset(room.key for room in ROOMS))
        self.reminding.start()
        self.endings[:0] = [watch.stop, keeper.stop, self.reminding.stop]

    def looked(self) -> str:
        """When reminders were looked for last, in words."""
        return "" if self.reminding is None else self.reminding.words

    def close(self) -> None:
        """Come to rest: finish the queued commands, stop the threads, let go of the workspace."""
        self.desk.tasks.shutdown()
        while self.endings:
            self.endings.pop(0)()


def options(arguments: Sequence[str]) -> Options:
    """Read the window's arguments."""
    parser = argparse.ArgumentParser(prog="python -m ui.main")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--lang", choices=("zh", "en"))
    parser.add_argument("--theme", choices=("light", "dark", "system"))
    parser.add_argument(
        "--shot", nargs="+", default=(), metavar="[PLACE=]FILE", help="photograph places (hosts, host:CODE) and leave"
    )
    read = parser.parse_args(arguments)
    return Options(read.workspace, read.lang, read.theme, tuple(read.shot))


def build_app() -> QApplication:
    """The application with our font and icon; the one there is, if there is one."""
    sparing()
    take_turns()
    found = QApplication.instance()
    app = found if isinstance(found, QApplication) else QApplication(["auditor"])
    if app.findChild(Collector) is None:
        Collector(app)
    app.setApplicationName("auditor")
    app.setStyle("Fusion")
    fonts.load(app)
    app.setWindowIcon(QIcon(icons.pixmap("check", "#0B6B6B", 64)))
    return app


def open_window(
    app: QApplication,
    core: Core | None,
    chosen: Options,
    *,
    clock: Clock = system_clock,
    rooms: tuple[Room, ...] = ROOMS,
    finder: Finder | None = None,
    lanes: Callable[[Landing], Lanes] = ThreadLanes,
    memory: Memory | None = None,
    closed: Callable[[], object] = lambda: None,
) -> Opened:
    """Build the window over a core; ``closed`` is called after everything has come to rest."""
    memory = memory or Memory()
    texts, theme = dressed(chosen, memory)
    qt_words = QtWords(app, texts)
    told = Problems(texts, theme, clock)
    unhook = problems.install(told)
    tasks = Tasks(core, lanes, told.tell)
    window = Window(rooms)
    day = Day(clock)
    name = chosen.workspace.name if chosen.workspace else ""
    doors = window.doors(lambda: opened.looked())
    desk = Desk(texts, theme, tasks, told, day, window.go, name, memory, window.go_aside, doors)

    opened = Opened(window, desk, [unhook, qt_words.leave, closed])
    window.furnish(desk, finder, opened.close, memory)
    if core is not None:
        opened.attend(core)
    return opened


def dressed(chosen: Options, memory: Memory) -> tuple[Texts, Theme]:
    """Language and theme: what the command line says, else what is remembered, else the system's."""
    texts = Texts(chosen.lang or chosen_language(memory.get("language") or None))
    remembered: dict[str, Choice] = {"light": "light", "dark": "dark"}
    choice = chosen.theme or remembered.get(memory.get("theme"), "system")
    theme = Theme(choice, scale=_scale(memory.get("scale")), density=_density(memory.get("density")))
    fonts.latin(on=texts.language == "en")
    theme.apply()
    texts.changed.connect(lambda: memory.put("language", texts.language))
    # What stands is dressed anew at the next change of theme or size: that takes a second, a language must not.
    texts.changed.connect(lambda: fonts.latin(on=texts.language == "en"))
    theme.changed.connect(lambda: _remember(theme, memory))
    return texts, theme


def _remember(theme: Theme, memory: Memory) -> None:
    memory.put("theme", theme.choice)
    memory.put("scale", str(theme.scale))
    memory.put("density", theme.density.name)


def _scale(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # nothing remembered, or a file that somebody edited
        return 1.0


def _density(text: str) -> Density:
    return Density[text] if text in Density.__members__ else Density.NORMAL


class QtWords:
    """Qt's own words (buttons of dialogs, the calendar) in the window's language."""

    def __init__(self, app: QApplication, texts: Texts) -> None:
        self._app = app
        self._texts = texts
        self._loaded: QTranslator | None = None
        texts.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Load Qt's catalogue for the language in force."""
        self.leave()
        chinese = self._texts.language == "zh"
        QLocale.setDefault(QLocale(QLocale.Language.Chinese if chinese else QLocale.Language.English))
        for widget in self._app.allWidgets():
            if isinstance(widget, QCalendarWidget):
                _relocate(widget)
        if not chinese:
            return
        translator = QTranslator()
        if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self._app.installTranslator(translator)
            self._loaded = translator

    def leave(self) -> None:
        """Take Qt's catalogue away again."""
        if self._loaded is not None:
            self._app.removeTranslator(self._loaded)
            self._loaded = None


def _relocate(calendar: QCalendarWidget) -> None:
    """A calendar that stands keeps the language it was made in; a locale also brings a first day of its own."""
    with QSignalBlocker(calendar):
        chosen, first = calendar.selectedDate(), calendar.firstDayOfWeek()
        calendar.setLocale(QLocale())
        calendar.setFirstDayOfWeek(first)
        # It would go on marking the place where the day stood before.
        calendar.setSelectedDate(chosen.addDays(1))
        calendar.setSelectedDate(chosen)


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window and run until it is closed; the exit code."""
    chosen = options(sys.argv[1:] if arguments is None else arguments)
    if no_display(os.environ, sys.platform):
        if not chosen.shots:
            words = N_("There is no display to open a window on; the command line works without one: auditor --help")
            print(Translator(chosen_language(chosen.lang)).t(words), file=sys.stderr)  # noqa: T201 - no window
            return 2
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = build_app()
    memory = Memory() if chosen.shots else Memory.own()
    from ui.session import Session

    session = Session(app, chosen, memory)
    session.begin()
    if chosen.shots and session.opened is not None:
        from ui.shots import Photographer

        return Photographer(session.opened.window, session.opened.desk, chosen.shots).run(app)
    return app.exec()


def no_display(environment: Mapping[str, str], platform: str) -> bool:
    """Whether Qt would abort for want of a display (X11 and Wayland alone need one named)."""
    named = any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return platform.startswith("linux") and not named


if __name__ == "__main__":
    sys.exit(main())
