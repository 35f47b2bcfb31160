"""What the checks room shows of stored runs, in words. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.i18n import N_, Translator
from auditor.model.enums import word
from auditor.services.comparing import TURN_WORDS, Compared, ComparedFinding
from auditor.services.run_parts import MapCell, RunPart
from auditor.services.runs import StoredRun, StoredVerdict
from auditor.services.shown import result_word, severity_word
from ui.kit.chips import Answer
from ui.kit.heat import HeatCell, HeatGrid
from ui.kit.texts import begun

RUN_TITLES = (N_("Run"), N_("As of"), N_("Made at"), N_("Judged"), N_("Not in order"), N_("Data missing"), N_("Digest"))
FINDING_TITLES = (N_("Severity"), N_("Who"), N_("Code"), N_("Rule"), N_("Title"), N_("Answer"))
PART_TITLES = (N_("Severity"), N_("Not in order"), N_("On record"), N_("Data missing"), N_("Subjects"))
COMPARED_TITLES = (
    N_("Severity"), N_("Turn"), N_("Who"), N_("Rule"), N_("Was"), N_("Now"), N_("Team"), N_("In charge"),
)  # fmt: skip
SIDE_TITLES: dict[str, str] = {"rule": N_("Rule"), "subject": N_("Who"), "unit": N_("Team"), "owner": N_("In charge")}
SIDE_WORDS: dict[str, str] = {
    "rule": N_("By rule"),
    "subject": N_("By subject"),
    "unit": N_("By team"),
    "owner": N_("By owner"),
    "unit map": N_("Map: rules × teams"),
    "owner map": N_("Map: rules × owners"),
}
FINDINGS_AT_ONCE = 500
DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule's title in both languages and its severity, for lists."""

    title: tuple[str, str]
    severity: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which findings of a run are wanted; None: of any rule, subject, unit, owner. ``failing``: not unknown ones."""

    rule: str | None = None
    subject: str | None = None
    unit: str | None = None
    owner: str | None = None
    failing: bool = False


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


def finding_line(verdict: StoredVerdict, rules: dict[str, RuleWords], tr: Translator) -> tuple[str, ...]:
    """An open answer of a run as one line."""
    words = rules.get(verdict.rule)
    severity = "" if verdict.severity is None else severity_word(tr, verdict.severity)
    return (
        begun(severity if verdict.result == "fail" else result_word(tr, verdict.result)),
        begun(word("subject_type", verdict.type, tr.language)),
        verdict.code,
        verdict.rule,
        "" if words is None else tr.both(*words.title),
        begun(answer_word(verdict, tr)),
    )


def answer_word(verdict: StoredVerdict, tr: Translator) -> str:
    """Not in order, past mending, or data missing."""
    if verdict.result == "fail" and not verdict.curable:
        return tr.t(N_("on record, cannot be mended"))
    return result_word(tr, verdict.result)


def nothing_found(run: StoredRun, scope: Scope, tr: Translator) -> str:
    """What stands instead of findings where there are none."""
    if scope != Scope():
        return tr.t(N_("Nothing of this run is here; show all again."))
    day = run.as_of.isoformat()
    if not run.counts["pass"]:
        return tr.t(N_("No rule judged anybody as of {day}."), day=day)
    return tr.t(N_("Nobody failed as of {day}, and no data are missing. The forecast says what fails next."), day=day)


def file_name(run: StoredRun) -> str:
    """The name a report is offered under, without its ending."""
    return f"auditor-{run.as_of.isoformat()}-run{run.id}"


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


def run_name(run: StoredRun, tr: Translator) -> str:
    """A run in a list to pick from."""
    made = run.made_at.isoformat(" ", "minutes")
    return tr.t(N_("Run {run}, as of {day}, made {made}"), run=run.id, day=run.as_of.isoformat(), made=made)


def scope_words(scope: Scope, tr: Translator) -> str:
    """To what the findings are narrowed, in words; empty when to nothing."""
    told = []
    if scope.rule is not None:
        told.append(tr.t(N_("rule {id}"), id=scope.rule))
    if scope.failing:
        told.append(tr.t(N_("not in order")))
    if scope.unit is not None:
        told.append(tr.t(N_("team {name}"), name=scope.unit or tr.t(N_("None given"))))
    if scope.owner is not None:
        told.append(tr.t(N_("owner {name}"), name=scope.owner or tr.t(N_("None given"))))
    return " · ".join(told)


def part_line(part: RunPart, side: str, rules: dict[str, RuleWords], tr: Translator) -> tuple[str, ...]:
    """One rule, subject, unit or owner of a run as a line."""
    name = part.key or tr.t(N_("None given"))
    if side == "rule" and part.key in rules:
        name = f"{part.key}  {tr.both(*rules[part.key].title)}"
    if side == "subject":
        kind, _, code = part.key.partition(":")
        name = f"{begun(word('subject_type', kind, tr.language))} {code}"
    severity = begun(severity_word(tr, part.severity)) if part.severity else ""
    return (name, severity, f"{part.fails:,}", f"{part.history:,}", f"{part.unknown:,}", f"{part.subjects:,}")


def heat_grid(cells: tuple[MapCell, ...], rules: dict[str, RuleWords], tr: Translator) -> HeatGrid:
    """Rules down, the gravest and fullest first, units or owners across, the fullest first."""
    order = ["critical", "high", "medium", "low", "info"]
    by_rule: dict[str, int] = {}
    by_place: dict[str, int] = {}
    for cell in cells:
        by_rule[cell.rule] = by_rule.get(cell.rule, 0) + cell.fails
        by_place[cell.place] = by_place.get(cell.place, 0) + cell.fails
    grave = {rule: rules[rule].severity if rule in rules else "info" for rule in by_rule}
    down = sorted(by_rule, key=lambda rule: (order.index(grave[rule]), -by_rule[rule], rule))
    across = sorted(by_place, key=lambda place: (-by_place[place], place))
    names = [f"{rule}  {tr.both(*rules[rule].title)}" if rule in rules else rule for rule in down]
    places = [place or tr.t(N_("None given")) for place in across]
    found = {}
    for cell in cells:
        at = (down.index(cell.rule), across.index(cell.place))
        severity = grave[cell.rule]
        words = tr.t(
            N_("{rule}, {place}: {n} not in order, {severity}"),
            rule=names[at[0]],
            place=places[at[1]],
            n=cell.fails,
            severity=severity_word(tr, severity),
        )
        found[at] = HeatCell(cell.fails, severity, words, cell)
    return HeatGrid(tuple(names), tuple(places), found)


def compared_line(one: ComparedFinding, rules: dict[str, RuleWords], tr: Translator) -> tuple[str, ...]:
    """One finding and its turn as a line."""
    severity = one.severity or one.was_severity
    title = f"{one.rule}  {tr.both(*rules[one.rule].title)}" if one.rule in rules else one.rule
    return (
        begun(severity_word(tr, severity) if severity else result_word(tr, one.result or one.was)),
        begun(tr.t(TURN_WORDS[one.turn])),
        f"{begun(word('subject_type', one.type, tr.language))} {one.code}",
        title,
        _told(one.was, one.was_severity, one.severity, tr),
        _told(one.result, one.severity, one.was_severity, tr),
        one.unit,
        one.owner,
    )


def _told(result: str, severity: str, other: str, tr: Translator) -> str:
    """The answer of one side; its severity as well where the other side's is another."""
    if not result:
        return "–"
    said = begun(result_word(tr, result))
    return f"{said} ({severity_word(tr, severity)})" if severity and other and severity != other else said


def compared_sentence(compared: Compared | None, tr: Translator) -> str:
    """What to know before reading a comparison."""
    if compared is None:
        return ""
    told = []
    if compared.run.as_of != compared.against.as_of:
        days = (compared.run.as_of - compared.against.as_of).days
        told.append(
            tr.t(N_("The days differ: {day} beside {before} ({n} days)."), day=compared.run.as_of.isoformat(),
                 before=compared.against.as_of.isoformat(), n=days)
        )  # fmt: skip
    if compared.rules_added:
        told.append(tr.t(N_("Only the later run judged: {rules}"), rules="、".join(compared.rules_added)))
    if compared.rules_dropped:
        told.append(tr.t(N_("Only the earlier run judged: {rules}"), rules="、".join(compared.rules_dropped)))
    return " ".join(told)


def mark(result: str, severity: str | None, column: int = 0) -> dict[int, Answer]:
    """The shape of an answer before a column's text; nothing where there is no answer."""
    if result == "fail" and severity:
        return {column: Answer[severity.upper()]}
    found = {"unknown": Answer.UNKNOWN, "error": Answer.ERROR}.get(result)
    return {} if found is None else {column: found}
