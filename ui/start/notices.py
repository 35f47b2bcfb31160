"""What is said in bars when a workspace opens: that it can only be read, was rolled back, lies in a bad place."""

from __future__ import annotations

from auditor.i18n import N_, Message, said
from auditor.services.opening import AcceptHead, AtOpening, Notice
from auditor.storage.anchor import Anchor
from ui.kit.desk import Desk


def say_notices(desk: Desk, owner: object) -> None:
    """Ask beside everything else what there is to say, and say it; nothing waits for it."""
    desk.tasks.ask(AtOpening(), lambda told: _say(desk, owner, told), desk.problems.tell, owner=owner, slot="opening")


def _say(desk: Desk, owner: object, told: tuple[Notice, ...]) -> None:
    for notice in reversed(told):
        message = notice.message
        if notice.hint is not None:
            message = Message(N_("{what} {hint}"), {"what": notice.message, "hint": notice.hint})
        action = (said("Take as it is"), lambda: _accept(desk, owner)) if notice.acceptable else None
        desk.problems.warn(message, action)


def _accept(desk: Desk, owner: object) -> None:
    def accepted(anchor: Anchor) -> None:
        desk.problems.done(said("Taken as it stands: change {n}, {hash}", n=anchor.change, hash=anchor.hash[:12]))

    desk.tasks.ask(AcceptHead(), accepted, desk.problems.tell, owner=owner, slot="accepting")
