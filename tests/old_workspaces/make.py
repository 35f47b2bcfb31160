"""Makes the workspace of this version that is kept here: ``python tests/old_workspaces/make.py`` from the checkout.

It is made by the program itself: a made-up world, an import that changes some of it, a stored audit, a training log.
Beside it lies what it says of itself, by which later versions are held to it.
Of each released schema one file stays for ever, and must open and verify. Until the first release a changed schema
renews the file instead of taking a step.
"""

from __future__ import annotations

import gzip
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.services.attachments import AttachFiles
from auditor.services.audits.job import Audit
from auditor.services.demos import FillDemo
from auditor.services.dumps import Dump
from auditor.services.imports import ImportFiles
from auditor.services.training import Attendance, LogTraining
from auditor.storage.migrations.steps import LATEST
from tests.importing.scans import drawn

CHANGES = """主播编号,昵称,手机号,状态,状态生效日期
H000001,小改,13800000001,暂停合作,2026-06-01
H000002,小换,13800000002,,
X0001,新来,13800000003,正常,2026-06-15
"""


COURSES = "课程编码,课程名称,主题,有效月数\nOLD-01,旧课,食品安全、广告合规,12\n"


class Clock:
    """Noon of the day on which the kept workspaces stand still, a minute later at each call."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 6, 30, 12, tzinfo=SHANGHAI)

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


def make(target: Path) -> None:
    """Write the compressed workspace."""
    with tempfile.TemporaryDirectory() as folder:
        path, clock = Path(folder) / "w.auditor", Clock()
        tables = (Path(folder) / "主播.csv", Path(folder) / "课程.csv")
        for table, text in zip(tables, (CHANGES, COURSES), strict=True):
            table.write_text(text, encoding="utf-8")
        Auditor.create(path, title="旧工作区", clock=clock)
        with Auditor.open(path, clock=clock) as auditor:
            auditor.run(FillDemo(12, 1))
            assert auditor.run(ImportFiles(tables)).change is not None
            auditor.run(Audit(date(2026, 6, 30)))
            logged = auditor.do(LogTraining("OLD-01", date(2026, 6, 20), (Attendance("H000001", "passed"),)))
            assert logged.change is not None
            (Path(folder) / "证件.png").write_bytes(drawn(60, 40))
            auditor.run(AttachFiles("host:H000001", (Path(folder) / "证件.png",), note="旧扫描件"))
        target.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        with Auditor.open(path, clock=clock) as auditor:
            said: list[str] = []
            auditor.ask(Dump(said.append, history=True))
        golden = target.with_name(target.name.replace(".auditor.gz", ".golden.json.gz"))
        golden.write_bytes(gzip.compress("".join(said).encode(), mtime=0))


if __name__ == "__main__":
    make(Path(__file__).parent / f"schema-{LATEST}.auditor.gz")
