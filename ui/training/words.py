"""How sessions, rosters and certificates read. No widgets."""

from __future__ import annotations

from datetime import datetime

from auditor.i18n import N_, Message, Translator, said
from auditor.model.types import decimal_of
from auditor.services.training.planning import Planned
from auditor.services.training.sessions import OnList, SessionLine, SessionShown
from ui.profiles.words import word

SESSION_TITLES = (
    N_("Planned start"),
    N_("Session"),
    N_("Course"),
    N_("Trainer"),
    N_("Place"),
    N_("Status"),
    N_("On the list"),
    N_("Seats left"),
)
ROSTER_TITLES = (N_("Name"), N_("Code"), N_("Attendance"), N_("Result"), N_("Score"), N_("Attempt"), N_("Remark"))


def plain(hundredths: int | None) -> str:
    """A mark without idle zeros; empty for none."""
    if hundredths is None:
        return ""
    text = f"{decimal_of(hundredths):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(at: datetime | None) -> str:
    """A day with its time; empty for none."""
    return "" if at is None else f"{at:%Y-%m-%d %H:%M}"


def span(start: datetime, end: datetime | None) -> str:
    """From when to when; the day of the end is said where it is another one."""
    if end is None:
        return moment(start)
    return f"{moment(start)} – {end:%H:%M}" if end.date() == start.date() else f"{moment(start)} – {moment(end)}"


def number(value: int | None) -> str:
    """A quantity; empty for none."""
    return "" if value is None else f"{value:,}"


def session_line(one: SessionLine, tr: Translator) -> tuple[str, ...]:
    """One session in a list."""
    return (
        moment(one.planned_start),
        one.title or one.code,
        one.course_title,
        one.trainer,
        one.place,
        word("session_status", one.status, tr),
        number(one.taken),
        number(one.seats_left),
    )


def session_facts(one: SessionShown, tr: Translator) -> str:
    """Where, when and how, in a line."""
    line = one.line
    start, end = (one.started_at or line.planned_start), (one.ended_at or one.planned_end)
    told = [word("session_status", line.status, tr), span(start, end), line.place, word("training_mode", one.mode, tr)]
    told += [tr.t(N_("Trainer {name}"), name=line.trainer)] if line.trainer else []
    told += [tr.t(N_("Version {name}"), name=one.version)] if one.version else []
    if one.pass_mark is not None:
        told.append(tr.t(N_("Pass mark {mark} of {scale}"), mark=plain(one.pass_mark), scale=plain(one.scale)))
    return " · ".join(text for text in told if text)


def seats_text(one: SessionLine, tr: Translator) -> str:
    """How many are on the list, and the seats that are left."""
    left = one.seats_left
    if left is None:
        return tr.t(N_("{n} on the list"), n=f"{one.taken:,}")
    if left < 0:
        return tr.t(N_("{n} on the list · {over} beyond the seats"), n=f"{one.taken:,}", over=f"{-left:,}")
    return tr.t(N_("{n} on the list · {left} seats left"), n=f"{one.taken:,}", left=f"{left:,}")


def roster_line(one: OnList, tr: Translator) -> tuple[str, ...]:
    """Somebody on the list."""
    code = word("learner_type", one.learner_type, tr) if one.learner_type == "staff" else one.learner
    return (
        one.name,
        code,
        word("attendance", one.state, tr),
        word("training_result", one.result, tr),
        plain(one.score),
        number(one.attempt),
        one.remark,
    )


def whom(one: OnList) -> str:
    """How commands name somebody, whatever they are."""
    return f"{one.learner_type}:{one.learner}"


def planned_text(one: Planned) -> Message:
    """What is said once a session is planned with its list."""
    count = 0 if one.enrolled is None else one.enrolled.counts.created
    return said("Session {code} is planned, with {n} people on its list.", code=one.session, n=f"{count:,}")
