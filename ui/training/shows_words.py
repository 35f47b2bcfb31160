"""What trainings show, in words: evidence to be looked at, rates after a training, what followed a case. No widgets."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.i18n import N_, Translator
from auditor.services.training.anomalies import Anomaly
from auditor.services.training.effect import Effect, Rate
from auditor.services.training.remedies import Remedy
from auditor.services.training.sign_words import FOLLOWED, SIGNS, VERDICTS
from ui.kit.chips import Answer
from ui.kit.texts import begun
from ui.profiles.words import word
from ui.training.award_words import code_text
from ui.training.words import number

SIGN_TITLES = (N_("Completed"), N_("Name"), N_("Code"), N_("Course"), N_("Session"), N_("Sign"), N_("Why"))
EFFECT_TITLES = (
    N_("Group"),
    N_("Trained"),
    N_("Offended after"),
    N_("95 of 100 between"),
    N_("The same people before"),
    N_("Untrained"),
    N_("Answer"),
)
REMEDY_TITLES = (
    N_("Case"),
    N_("Name"),
    N_("Code"),
    N_("Category"),
    N_("Happened on"),
    N_("Course"),
    N_("Trained on"),
    N_("Watched until"),
    N_("Broadcasts"),
    N_("Answer"),
)
VERDICT_MARKS = {
    "lower": Answer.PASS,
    "higher": Answer.HIGH,
    "no_difference": Answer.MEDIUM,
    "too_few": Answer.UNKNOWN,
    "no_base": Answer.UNKNOWN,
}
FOLLOWED_MARKS = {
    "untrained": Answer.HIGH,
    "watching": Answer.LOW,
    "held": Answer.PASS,
    "repeated": Answer.CRITICAL,
}


def sign_line(one: Anomaly, tr: Translator) -> tuple[str, ...]:
    """A sign on one training."""
    code = code_text(one.learner_type, one.learner, tr)
    return (
        one.completed_on.isoformat(),
        one.name,
        code,
        one.course_title,
        one.session,
        tr.t(SIGNS.get(one.kind, one.kind)),
        tr.t(one.told),
    )


def rate(one: Rate) -> str:
    """So many of so many."""
    return "–" if one.share is None else f"{one.offended} / {one.people} ({one.share:.1%})"


def effect_line(one: Effect, tr: Translator) -> tuple[str, ...]:
    """One version, trainer or course."""
    low, high = one.after.bounds
    between = f"{low:.1%} – {high:.1%}" if one.after.people else "–"
    rates = (rate(one.after), between, rate(one.before), rate(one.untrained))
    return (one.title or "–", number(one.trained), *rates, begun(tr.t(VERDICTS[one.verdict])))


def remedy_line(one: Remedy, titles: Mapping[str, str], tr: Translator) -> tuple[str, ...]:
    """One case with what followed; ``titles``: what courses are called."""
    answer = tr.t(FOLLOWED[one.state])
    if one.repeated_by:
        answer += f" ({one.repeated_by}, {one.repeated_on})"
    if one.booked:
        answer = tr.t(N_("{answer}; on the list of {code}"), answer=answer, code=one.booked)
    courses = (one.course,) if one.course else one.courses[:2]
    return (
        one.case,
        one.name,
        code_text(one.learner_type, one.learner, tr),
        word("case_category", one.category, tr),
        one.offended_on.isoformat(),
        "、".join(titles.get(code) or code for code in courses),
        "" if one.trained_on is None else one.trained_on.isoformat(),
        "" if one.until is None else one.until.isoformat(),
        number(one.lives),
        answer,
    )
