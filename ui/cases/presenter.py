"""What the head of a case's page says. No widgets."""

from __future__ import annotations

from auditor.i18n import N_, Translator
from auditor.services.cases.case import CaseShown
from auditor.services.cases.recurrence import VERDICTS
from auditor.services.cases.story import STAGES
from ui.cases.words import moment, word_of
from ui.kit.texts import begun


def head_words(shown: CaseShown, tr: Translator) -> tuple[str, str]:
    """What the case is called; and whom it is about, of what, how far it is, what it was held to be, who sees to it."""
    values = shown.case.values
    kind = word_of("case_kind", str(values.get("kind") or ""), None, tr)
    category = word_of("case_category", str(values.get("category") or ""), None, tr)
    told = [shown.who.name, category, begun(tr.t(STAGES[shown.state.stage]))]
    if values.get("outcome") not in (None, "open"):
        told.append(word_of("outcome", str(values["outcome"]), None, tr))
    if values.get("severity"):
        told.append(word_of("case_severity", str(values["severity"]), None, tr))
    handler = str(values.get("handler") or "") or shown.who.owner
    if handler:
        told.append(tr.t(N_("In charge: {name}"), name=handler))
    return f"{kind} {shown.name}", "  ·  ".join(one for one in told if one)


def notes_of(shown: CaseShown, tr: Translator) -> list[tuple[str, str]]:
    """Sentences beneath the head, each with how it is written: what is waited for, what closing lacks."""
    found = []
    if shown.own_fault is not None:
        found.append((tr.t(shown.own_fault), "refusal"))
    found += [(tr.t(one), "refusal") for one in shown.cautions]
    found += [(tr.t(one.told), "stale") for one in shown.earlier]
    if shown.state.waiting is not None:
        told = tr.t(
            N_("Waiting for the other side since {at}; clocks that may stand still do."), at=moment(shown.state.waiting)
        )
        found.append((told, "stale"))
    description = str(shown.case.values.get("description") or "")
    if description:
        found.append((description, ""))
    if shown.state.closed is not None:
        told = tr.t(N_("Closed on {at}."), at=moment(shown.state.closed))
        lacking = " ".join(tr.t(one) for one in shown.gate)
        found.append((f"{told} {tr.t(N_('Closed although: {what}'), what=lacking)}" if lacking else told, "muted"))
    else:
        lacking = " ".join(tr.t(one) for one in shown.gate)
        if lacking:
            found.append((tr.t(N_("Before it can be closed: {what}"), what=lacking), "muted"))
    watched = [
        tr.t(N_("action {number}: {verdict}"), number=one.number, verdict=tr.t(VERDICTS[one.state]))
        for one in shown.verdicts
    ]
    if watched:
        found.append((begun(tr.both("；", "; ").join(watched)), "muted"))
    return found
