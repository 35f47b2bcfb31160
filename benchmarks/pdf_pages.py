"""Pages of a run report set per CPU second, and memory against pages: python benchmarks/pdf_pages.py [SUBJECTS]

Promised: at least 80 pages per CPU second on table pages, memory flat in pages. Each size runs in a process of its
own, so that peak memory is that size's; the ratio of peaks is what must stay near 1.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def _measure(subjects: int) -> dict[str, float]:
    import pikepdf

    from auditor.i18n import Translator
    from auditor.monitor import Silent
    from auditor.reporting.pdf import write_pdf
    from auditor.reporting.run_report import run_report

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.pdf"
        write_pdf(run_report(_facts(1), Translator("zh")), path, Silent())
        start = time.process_time()
        write_pdf(run_report(_facts(subjects), Translator("zh")), path, Silent())
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        return {"pages": pages, "seconds": seconds, "peak_mb": peak, "file_kb": path.stat().st_size / 1024}


def _facts(subjects: int):  # type: ignore[no-untyped-def]
    from auditor.reporting import facts as f

    basis = f.Basis("LCE-08", f.Words("直播电商监督管理办法", "Measures"), "10(1)", date(2026, 2, 1), None, "verified")

    def reason(at: int, rule: str, severity: str) -> f.Reason:
        days = (at * 37) % 700
        message = f.Words(f"1 年内没有合格培训记录，最近一次距今 {days} 天", f"The latest training was {days} days ago")
        evidence = f.Evidence(f.Words("培训", "Training"), f"C-{at % 91:03d}", ((f.Words("天数", "Days"), days),))
        remedy = f.Words("安排直播合规培训并上传证明", "Book the training")
        title = f.Words("年度培训", "Annual training")
        return f.Reason(
            rule, title, "fail", severity, message, "condition", remedy, "training", True, ("LCE-08",), (evidence,)
        )

    def work(part: f.Part) -> Iterator[f.SubjectWork]:
        if part is f.Part.TO_DO:
            for at in range(subjects):
                reasons = (reason(at, "TR-01", "critical"), reason(at + 1, "TR-02", "high"))
                yield f.SubjectWork("host", f"H{at:07d}", f"主播{at}号", reasons, f"第{at % 50}小组", "王芳")

    pack = f.PackUsed("cn-livestream", "1", "0" * 64)
    record = f.Recorded(1, datetime(2026, 7, 1), "0" * 64)
    method = f.Method("压力测试", date(2026, 6, 30), "auditor", (pack,), record=record, run="R1", digest="0" * 64)
    counts = f.Counts(0, 2 * subjects, 0, 0)
    return f.RunFacts(
        method,
        counts,
        (f.SubjectCounts("host", subjects, subjects, 0, 0),),
        (("critical", subjects), ("high", subjects)),
        (
            f.RuleCounts("TR-01", "首播前培训", "critical", subjects),
            f.RuleCounts("TR-02", "年度培训", "high", subjects),
        ),
        work,
        (basis,),
    )


def _apart(subjects: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(subjects)], check=True, capture_output=True, text=True
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def main() -> None:
    """Measure two sizes and print the promises beside what was found."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(_measure(int(sys.argv[2]))))
        return
    subjects = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    small, large = _apart(subjects // 10), _apart(subjects)
    for one in (small, large):
        print(
            f"{one['pages']:>7,.0f} pages  {one['seconds']:6.2f} CPU s  {one['pages'] / one['seconds']:6.0f} pages/s"
            f"  peak {one['peak_mb']:5.0f} MB  file {one['file_kb']:8,.0f} KB"
        )
    print(f"pages per CPU second: {large['pages'] / large['seconds']:.0f} (promised: at least 80)")
    print(f"peak memory, ten times the pages: x{large['peak_mb'] / small['peak_mb']:.2f} (promised: flat)")


if __name__ == "__main__":
    main()
