"""The days to come, what a changed rule would do, and what the rule book says nothing about: over everybody."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks.audit import _open
from benchmarks.measure import Promise, Report, exponent, in_child
from benchmarks.worlds import TODAY, noon, paths

DAYS = 180


def _timed(work: Any) -> tuple[dict[str, float], Any]:
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}, found


def forecast(store: str, days: int = DAYS) -> dict[str, Any]:
    """CPU and wall time of a forecast over everybody, its calendar written too; how many it names."""
    from auditor.i18n import Translator
    from auditor.services.calendars import calendar
    from auditor.services.forecasting import Forecast, Foreseen

    kept: list[Foreseen] = []
    with _open(store) as auditor:
        taken, done = _timed(lambda: auditor.run(Forecast(TODAY, kept.append, days)))
        lines = calendar(kept, done.titles, done.workspace, noon(), Translator("zh"))
        written, size = _timed(lambda: sum(map(len, lines)))
    begins = sum(len(one.later) for one in kept)
    return {**taken, "calendar": written["cpu"], "mb": size / 1e6, "judged": sum(done.judged.values()),
            "told": done.told, "begins": begins}  # fmt: skip


def impact(store: str) -> dict[str, Any]:
    """CPU and wall time of what one tuned rule, and a pack whose every rule may answer otherwise, would do."""
    import shutil
    import tempfile

    from auditor.services.impact import RulesImpact
    from auditor.services.overlays import Wish

    with _open(store) as auditor, tempfile.TemporaryDirectory() as folder:
        tuned = Wish("TR-02", params={"look_back_years": "2"})
        one, found = _timed(lambda: auditor.run(RulesImpact(TODAY, wish=tuned)))
        pack = shutil.copytree(Path(__file__).parent.parent / "rules" / "cn-livestream", Path(folder) / "cn-livestream")
        # Every rule reads the pack's lists, so that each is judged both ways.
        words = pack / "data" / "category_licences.yaml"
        text = words.read_text(encoding="utf-8")
        words.write_text(text.replace("[food_licence, food_production]", "[food_licence]"), encoding="utf-8")
        whole, other = _timed(lambda: auditor.run(RulesImpact(TODAY, path=pack)))
    return {"one": one, "whole": whole, "newly": found.newly_failing, "healed": found.no_longer_failing,
            "judged": len(other.judged)}  # fmt: skip


def coverage(store: str) -> dict[str, Any]:
    """CPU and wall time of looking for rules that decide about nobody."""
    from auditor.services.coverage import RulesCoverage

    with _open(store) as auditor:
        taken, found = _timed(lambda: auditor.run(RulesCoverage(TODAY)))
    return {**taken, "rules": len(found.rules)}


_HEAD = ("hosts", "what", "CPU", "wall", "peak memory", "")


def run(folder: Path, sizes: list[int]) -> Report:
    """Every size; how the cost grows is told between the first and the last."""
    report = Report(f"The {DAYS} days to come, impact and coverage", _HEAD)
    spent: dict[str, list[float]] = {}
    for hosts in sizes:
        store, _ = paths(folder, hosts)
        ahead = in_child("forecast", store=str(store))
        silent = in_child("coverage", store=str(store))
        tuned = in_child("impact", store=str(store))
        found = (
            ("forecast of everybody", ahead, ahead["peak_mb"], f"{ahead['begins']:,} begin to fail"),
            ("rules impact, one rule tuned", tuned["one"], tuned["peak_mb"], f"{tuned['healed']:,} fail no longer"),
            ("rules impact, every rule judged both ways", tuned["whole"], tuned["peak_mb"], f"{tuned['judged']} rules"),
            ("rules coverage", silent, silent["peak_mb"], f"{silent['rules']} rules and types"),
        )  # fmt: skip
        for what, taken, peak, note in found:
            spent.setdefault(what, []).append(taken["cpu"])
            figures = f"{taken['cpu']:.1f} s", f"{taken['wall']:.1f} s", f"{peak:.0f} MB"
            report.lines.append((f"{hosts:,}", what, *figures, note))
    if len(sizes) > 1:
        grown = "; ".join(f"{what}: n^{exponent(sizes, each):.2f}" for what, each in spent.items())
        report.notes.append(
            f"From {min(sizes):,} to {max(sizes):,} hosts, the compiling of the rules included: {grown}."
        )
    biggest = spent["forecast of everybody"][-1]
    report.promises.append(
        Promise(f"{DAYS} days ahead of {max(sizes):,} hosts and all around them", "linear, with progress and cancel",
                f"{biggest:.0f} s CPU")
    )  # fmt: skip
    return report
