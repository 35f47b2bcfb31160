"""The full audit against hand-written DuckDB SQL: CPU ratio, equal answers, growth, peak memory."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.measure import Promise, Report, exponent, in_child, middle
from benchmarks.worlds import TODAY, noon, paths

KINDS = ("host", "merchant", "agency", "room", "broadcast")
ROUNDS = {10_000: 5, 100_000: 3, 1_000_000: 2}


def _open(store: str, passphrase: str | None = None) -> Any:
    from auditor.app import Auditor

    return Auditor.open(Path(store), clock=noon, passphrase=passphrase)


def ours(store: str, passphrase: str | None = None) -> dict[str, Any]:
    """Judge everything twice: the first pass compiles the rules and warms the pages, the second is measured."""
    from auditor.rulebook.judging import judge_many
    from auditor.rulebook.sql.values import Moment

    with _open(store, passphrase) as auditor:
        book = auditor.context.published()
        moment = Moment(TODAY)
        cpu: list[float] = []
        by_rule: dict[str, float] = {}
        for _ in range(2):
            failing: Counter[str] = Counter()
            unknown: Counter[str] = Counter()
            started = time.process_time()
            with auditor.context.store.reading() as connection:
                for rule in [one.rule.id for one in book.in_force(TODAY)]:
                    before = time.process_time()
                    for verdict in judge_many(connection, book, moment, KINDS, [rule]):
                        (failing if verdict.result == "fail" else unknown)[rule] += 1
                    by_rule[rule] = time.process_time() - before
            cpu.append(time.process_time() - started)
    return {"cpu": cpu[1], "first": cpu[0], "failing": failing, "unknown": unknown.total(), "by_rule": by_rule}


def duck(columns: str) -> dict[str, Any]:
    """The hand-written SQL twice, the second measured."""
    from benchmarks.duck import failing

    for _ in range(2):
        started = time.process_time()
        found = failing(Path(columns), TODAY)
        cpu = time.process_time() - started
    return {"cpu": cpu, "failing": found}


def saved(store: str) -> dict[str, Any]:
    """The audit as the command runs it, with its digest, every answer counted, nothing saved."""
    from auditor.services.audits import Audit

    with _open(store) as auditor:
        started = time.process_time()
        audited = auditor.run(Audit(TODAY, save=False))
        return {"cpu": time.process_time() - started, "counts": audited.counts()}


def hand(store: str) -> dict[str, Any]:
    """The same rules by hand on the same SQLite file, and ours, for the rules that by_hand_sqlite.sql has."""
    from auditor.rulebook.judging import judge_many
    from auditor.rulebook.sql.values import Moment
    from benchmarks.duck import by_hand

    sql = by_hand(TODAY, Path(__file__).with_name("by_hand_sqlite.sql"))
    theirs: dict[str, float] = {}
    mine: dict[str, float] = {}
    with _open(store) as auditor:
        book = auditor.context.published()
        with auditor.context.store.reading() as connection:
            raw = connection.connection.cursor()
            for _ in range(3):
                for rule, statement in sql.rules.items():
                    started = time.process_time()
                    found = sum(1 for _ in raw.execute(statement))
                    theirs[rule] = min(theirs.get(rule, 1e9), time.process_time() - started)
                    started = time.process_time()
                    answers = judge_many(connection, book, Moment(TODAY), KINDS, [rule])
                    failing = sum(1 for verdict in answers if verdict.result == "fail")
                    mine[rule] = min(mine.get(rule, 1e9), time.process_time() - started)
                    assert failing == found, (rule, failing, found)
    return {"ours": mine, "theirs": theirs}


def run(folder: Path, sizes: list[int]) -> Report:
    """All sizes, the two engines in turn, round by round."""
    report = Report(
        "Full audit",
        (
            "hosts",
            "ours, all rules, CPU s",
            "of these those by hand too",
            "DuckDB by hand, CPU s",
            "ratio",
            "first pass of all, CPU s",
            "peak MB",
            "fails",
        ),
    )
    costs: list[float] = []
    for hosts in sizes:
        store, columns = paths(folder, hosts)
        rounds = [_round(store, columns) for _ in range(ROUNDS.get(hosts, 3))]
        costs.append(middle([mine["cpu"] for mine, _ in rounds]))
        ratio = middle([_same(mine, theirs) / theirs["cpu"] for mine, theirs in rounds])
        peak = max(mine["peak_mb"] for mine, _ in rounds)
        mine, theirs = rounds[-1]
        report.lines.append(
            (
                f"{hosts:,}",
                f"{costs[-1]:.2f}",
                f"{middle([_same(mine, theirs) for mine, theirs in rounds]):.2f}",
                f"{middle([t['cpu'] for _, t in rounds]):.2f}",
                f"{ratio:.1f}",
                f"{middle([m['first'] for m, _ in rounds]):.2f}",
                f"{peak:.0f}",
                f"{sum(mine['failing'].values()):,}",
            )
        )
        _compare(report, hosts, mine, theirs)
        if hosts == max(sizes):
            _promise(report, hosts, ratio, peak, len(theirs["failing"]))
            dear = sorted(mine["by_rule"].items(), key=lambda one: -one[1])[:5]
            told = "、".join(f"{rule} {seconds / mine['cpu']:.0%}" for rule, seconds in dear)
            report.notes.append(f"Dearest rules at {hosts:,} hosts, of the whole pass: {told}.")
    if len(sizes) > 1:
        grown = exponent(sizes, costs)
        report.promises.append(Promise("growth of the audit", "exponent at most 1.05", f"{grown:.2f}", grown <= 1.05))
    _whole(report, folder, sizes)
    return report


def _round(store: Path, columns: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    theirs = in_child("duck", columns=str(columns))
    return in_child("ours", store=str(store)), theirs


def _same(mine: dict[str, Any], theirs: dict[str, Any]) -> float:
    """What ours spent on the rules that are written by hand too."""
    return float(sum(mine["by_rule"][rule] for rule in theirs["failing"]))


def _compare(report: Report, hosts: int, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    different = {
        rule: (mine["failing"].get(rule, 0), count)
        for rule, count in theirs["failing"].items()
        if mine["failing"].get(rule, 0) != count
    }
    if different:
        raise AssertionError(f"{hosts}: ours and theirs differ: {different}")
    report.notes.append(
        f"{hosts:,} hosts: failing subjects equal for each of the {len(theirs['failing'])} rules written by hand; "
        f"of all {len(mine['by_rule'])} rules {mine['unknown']:,} answers unknown."
    )


def _promise(report: Report, hosts: int, ratio: float, peak: float, rules: int) -> None:
    what, promised = f"full audit, {hosts:,} hosts, against DuckDB", "CPU at most 5x (stretch 3x)"
    report.promises += [
        Promise(what, promised, f"{ratio:.1f}x ({rules} rules)", ratio <= 5),
        Promise("peak memory of that audit", "0.5 GB", f"{peak / 1000:.2f} GB", peak <= 512),
    ]


def _whole(report: Report, folder: Path, sizes: list[int]) -> None:
    """The command's whole audit, and ours against SQLite by hand, at one middling size."""
    hosts = sorted(sizes)[len(sizes) // 2]
    store, _ = paths(folder, hosts)
    told = in_child("saved", store=str(store))
    report.notes.append(
        f"The whole command at {hosts:,} hosts (rules compiled, every answer counted, digest; not saved): "
        f"{told['cpu']:.1f} s CPU, peak {told['peak_mb']:.0f} MB."
    )
    by_hand = in_child("hand", store=str(store))
    total, theirs = sum(by_hand["ours"].values()), sum(by_hand["theirs"].values())
    rules = ", ".join(by_hand["ours"])
    report.promises.append(
        Promise(
            f"against two-valued SQL by hand on the same SQLite file ({rules})",
            "CPU at most 1.5x",
            f"{total / theirs:.2f}x",
            total <= 1.5 * theirs,
        )
    )
