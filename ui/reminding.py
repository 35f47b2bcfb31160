"""Reminds of what ends soon: when the workspace is opened and while it is open, each thing once for each person."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from functools import reduce

from PySide6.QtCore import QObject, QTimer

from auditor.i18n import N_, Message, said
from auditor.services.reminders import TITLES, Checked, Reminded, Reminders
from auditor.services.safety import AnchorNow
from auditor.storage.anchor import Anchor
from ui.kit.desk import Desk, Place
from ui.kit.problems import Action

LOOK_EVERY_MS = 10 * 60_000
AGAIN_AFTER_S = 3_600
ROOMS_OF = {"licence": "licences", "authorisation": "authorisations", "contract": "contracts"}


class Reminding(QObject):
    """Looks at the start, each hour, and when the day has turned; where was looked is kept in the person's memory."""

    def __init__(self, desk: Desk, rooms: frozenset[str]) -> None:
        super().__init__()
        self._desk = desk
        self._rooms = rooms
        self._key = ""
        self.looked: datetime | None = None
        self._timer = QTimer(self, interval=LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin: whose memory this is hangs on the workspace, so ask which one it is."""
        self._timer.start()
        self._desk.tasks.ask(AnchorNow(), self._named, lambda _: None, owner=self, slot="named")

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Ask, unless somebody just did."""
        now = self._desk.day.now
        fresh = self.looked is not None and (now - self.looked).total_seconds() < AGAIN_AFTER_S
        if not self._key or (fresh and self.looked is not None and self.looked.date() == now.date()):
            return
        query = Reminders(now.date(), remembered(self._desk.memory.get(self._key)))
        # A workspace that is busy or gone is told by whoever needs it next.
        self._desk.tasks.ask(query, self._arrived, lambda _: None, owner=self, slot="reminders")

    def _named(self, anchor: Anchor) -> None:
        self._key = f"reminded/{anchor.workspace}"
        self.look()

    def _arrived(self, found: Reminded) -> None:
        self.looked = self._desk.day.now
        self._desk.memory.put(self._key, f"{found.checked.day.isoformat()} {found.checked.change}")
        if found.total:
            self._desk.problems.warn(told(found), self._action(found))

    def _action(self, found: Reminded) -> Action | None:
        kind = max(found.counts, key=lambda one: found.counts[one])[0]
        room = "today" if "today" in self._rooms else ROOMS_OF.get(kind, "")
        if room not in self._rooms:
            return None
        return Message(N_("Show")), lambda: self._desk.go(Place(room))

    @property
    def words(self) -> str:
        """When was looked last, for the settings."""
        t = self._desk.texts.t
        if self.looked is None:
            return t(N_("Not looked for yet."))
        return t(N_("Last looked for: {at}"), at=f"{self.looked:%Y-%m-%d %H:%M}")


def told(found: Reminded) -> Message:
    """How many of which kind come to an end, in one sentence."""
    kinds: Counter[str] = Counter()
    for (kind, _), number in found.counts.items():
        kinds[kind] += number
    parts = [said("{kind} {n}", kind=Message(TITLES[kind]), n=number) for kind, number in kinds.items()]
    what = reduce(lambda one, other: said("{a}, {b}", a=one, b=other), parts)
    soonest = min(rung for _, rung in found.counts)
    if soonest <= 1:
        return said("To end soon: {what}; the next within a day.", what=what)
    return said("To end soon: {what}; the next within {n} days.", what=what, n=soonest)


def remembered(text: str) -> Checked | None:
    """Where was looked, as it is kept; None where nothing, or nothing that can be read, is."""
    day, _, change = text.partition(" ")
    try:
        return Checked(date.fromisoformat(day), int(change))
    except ValueError:
        return None
