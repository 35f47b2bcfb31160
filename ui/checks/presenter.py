"""What the checks room shows of stored runs, in words. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.i18n import N_, Translator
from auditor.model.enums import word
from auditor.services.runs import StoredRun, StoredVerdict
from auditor.services.shown import result_word, severity_word

RUN_TITLES = (N_("Run"), N_("As of"), N_("Made at"), N_("Judged"), N_("Not in order"), N_("Data missing"), N_("Digest"))
RULE_TITLES = (N_("Rule"), N_("Title"), N_("Severity"), N_("Not in order"), N_("Data missing"), N_("In order"))
FINDING_TITLES = (N_("Severity"), N_("Who"), N_("Code"), N_("Rule"), N_("Title"), N_("Answer"))
FINDINGS_AT_ONCE = 500
DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule's title in both languages and its severity, for lists."""

    title: tuple[str, str]
    severity: str


def run_line(run: StoredRun) -> tuple[str, ...]:
    """A stored run as one line."""
    counts = run.counts
    return (
        str(run.id),
        run.as_of.isoformat(),
        run.made_at.isoformat(" ", "minutes"),
        f"{sum(run.subjects.values()):,}",
        f"{counts['fail']:,}",
        f"{counts['unknown'] + counts['error']:,}",
        run.digest[:DIGEST_SHOWN],
    )


def rule_lines(run: StoredRun, rules: dict[str, RuleWords], tr: Translator) -> list[tuple[str, ...]]:
    """The rules of a run that found anything, worst first."""
    order = ["critical", "high", "medium", "low", "info"]
    found = [
        (rule_id, rules[rule_id], counts)
        for rule_id, counts in run.by_rule.items()
        if rule_id in rules and counts["fail"] + counts["unknown"] + counts["error"]
    ]
    found.sort(key=lambda one: (order.index(one[1].severity), -one[2]["fail"], one[0]))
    return [
        (
            rule_id,
            tr.both(*words.title),
            severity_word(tr, words.severity),
            f"{counts['fail']:,}",
            f"{counts['unknown'] + counts['error']:,}",
            f"{counts['pass']:,}",
        )
        for rule_id, words, counts in found
    ]


def finding_line(verdict: StoredVerdict, rules: dict[str, RuleWords], tr: Translator) -> tuple[str, ...]:
    """An open answer of a run as one line."""
    words = rules.get(verdict.rule)
    severity = "" if verdict.severity is None else severity_word(tr, verdict.severity)
    return (
        severity if verdict.result == "fail" else result_word(tr, verdict.result),
        word("subject_type", verdict.type, tr.language),
        verdict.code,
        verdict.rule,
        "" if words is None else tr.both(*words.title),
        answer_word(verdict, tr),
    )


def answer_word(verdict: StoredVerdict, tr: Translator) -> str:
    """Not in order, past mending, or data missing."""
    if verdict.result == "fail" and not verdict.curable:
        return tr.t(N_("on record, cannot be mended"))
    return result_word(tr, verdict.result)


def file_name(run: StoredRun) -> str:
    """The name a report is offered under."""
    return f"auditor-{run.as_of.isoformat()}-run{run.id}.pdf"


def sentence(run: StoredRun | None, day: date, tr: Translator) -> str:
    """One sentence about the run that is open."""
    if run is None:
        return tr.t(N_("No run is stored yet: run the first for {day}."), day=day.isoformat())
    counts = run.counts
    return tr.t(
        N_("Run {run}, as of {day}: {fail} not in order, {unknown} with data missing, {passed} in order."),
        run=run.id,
        day=run.as_of.isoformat(),
        fail=f"{counts['fail']:,}",
        unknown=f"{counts['unknown'] + counts['error']:,}",
        passed=f"{counts['pass']:,}",
    )
