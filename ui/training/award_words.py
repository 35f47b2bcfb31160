"""How certificates read: due ones, issued ones, what became of one. No widgets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from auditor.i18n import N_, Translator
from auditor.model.values import FOREVER, Mark
from auditor.services.training.awarding import Due
from auditor.services.training.awards import Award, AwardEvent
from ui.kit.chips import Answer
from ui.kit.texts import begun
from ui.profiles.words import word
from ui.training.words import number, plain

DUE_TITLES = (
    N_("Name"),
    N_("Code"),
    N_("Score"),
    N_("Completed"),
    N_("Valid until"),
    N_("Version"),
    N_("Certificate"),
    N_("Status"),
)
AWARD_TITLES = (
    N_("Certificate"),
    N_("Name"),
    N_("Code"),
    N_("Course"),
    N_("Issued on"),
    N_("Valid until"),
    N_("Status"),
)
EVENT_TITLES = (N_("Change"), N_("What happened"), N_("Day"), N_("Reason or number"))
STANDS = {
    "in_force": N_("in force"),
    "not_yet": N_("not yet in force"),
    "lapsed": N_("lapsed"),
    "revoked": N_("revoked"),
    "replaced": N_("replaced"),
}
MARKS = {
    "in_force": Answer.PASS,
    "not_yet": Answer.LOW,
    "lapsed": Answer.MEDIUM,
    "revoked": Answer.CRITICAL,
    "replaced": Answer.NOT_APPLICABLE,
}
EVENTS = {
    "issued": N_("issued"),
    "revoked": N_("revoked"),
    "restored": N_("revocation taken back"),
    "replaced": N_("replaced"),
}


def end_text(end: date | Mark | None, tr: Translator) -> str:
    """Until when; a word where there is no end, nothing where none is known."""
    if end is FOREVER:
        return begun(tr.t(N_("no end")))
    return end.isoformat() if isinstance(end, date) else ""


def code_text(kind: str, code: str, tr: Translator) -> str:
    """A learner's code; of staff, who have none, the word."""
    return word("learner_type", kind, tr) if kind == "staff" else code


def due_line(one: Due, tr: Translator) -> tuple[str, ...]:
    """A certificate that would be issued, or that there is already."""
    return (
        one.name,
        code_text(one.learner_type, one.learner, tr),
        plain(one.score),
        one.completed_on.isoformat(),
        end_text(one.valid_until, tr),
        one.version,
        one.standing or one.number,
        tr.t(N_("Issued") if one.standing else N_("To be issued")),
    )


def award_line(one: Award, day: date, tr: Translator) -> tuple[str, ...]:
    """One certificate in a list, as it stands on a day."""
    return (
        one.number,
        one.name,
        code_text(one.learner_type, one.learner, tr),
        one.course_title,
        one.issued_on.isoformat(),
        end_text(FOREVER if one.endless else one.valid_until, tr),
        begun(tr.t(STANDS[one.stands(day)])),
    )


def award_facts(one: Award, tr: Translator) -> list[tuple[str, str]]:
    """Everything that a certificate says."""
    titles = (
        N_("Name"), N_("Code"), N_("Course"), N_("Version"), N_("Session"), N_("Completed"), N_("Attempt"),
        N_("Issued on"), N_("Valid from"), N_("Valid until"), N_("Trainer"), N_("Signed beside the trainer"),
    )  # fmt: skip
    values = (
        one.name, code_text(one.learner_type, one.learner, tr), one.course_title, one.version, one.session,
        one.completed_on.isoformat(), number(one.attempt), one.issued_on.isoformat(),
        "" if one.valid_from is None else one.valid_from.isoformat(),
        end_text(FOREVER if one.endless else one.valid_until, tr), one.trainer, one.co_signer,
    )  # fmt: skip
    found = [(tr.t(title), value) for title, value in zip(titles, values, strict=True)]
    told = (
        (N_("Takes the place of"), one.replaces),
        (N_("Replaced by"), one.replaced_by),
        (N_("Revoked on"), "" if one.revoked_on is None else one.revoked_on.isoformat()),
        (N_("Reason"), one.revoke_reason),
        (N_("Revoked by"), one.revoked_by),
    )
    return found + [(tr.t(title), value) for title, value in told if value]


def event_line(one: AwardEvent, tr: Translator) -> tuple[str, ...]:
    """One step of a certificate."""
    day = "" if one.on is None else one.on.isoformat()
    return (number(one.change), begun(tr.t(EVENTS[one.kind])), day, one.text)


def like(found: Iterable[Award], text: str, states: Sequence[str], day: date) -> list[Award]:
    """Those that bear the text in number, name, code or course and stand so; the latest number first."""
    wanted = text.strip().lower()
    kept = [
        one
        for one in found
        if (not states or one.stands(day) in states)
        and wanted in f"{one.number} {one.name} {one.learner} {one.course_title} {one.session}".lower()
    ]
    return kept[::-1]
