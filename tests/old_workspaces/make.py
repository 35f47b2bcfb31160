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


TABLES = {
    "培训场次": "培训场次编号,课程编码,计划开始,名额,状态\nS-01,OLD-01,2026-06-20 09:00,30,已举办\n",
    "培训名单": "培训场次编号,学员编号,到场情况,成绩\nS-01,H000001,到场,92\nS-01,H000002,未到场,\n",
    "培训证书": (
        "证书编号,学员编号,课程编码,培训场次编号,完成日期,发证日期,有效期止\n"
        "N-01,H000001,OLD-01,S-01,2026-06-20,2026-06-22,2027-06-20\n"
    ),
    "违规投诉": "案件编号,对象类型,对象编号,类别,发生时间\nOLD-K1,主播,H000001,虚假宣传,2026-06-10 20:00\n",
    "案件经过": "案件编号,时间,事项,经手人\nOLD-K1,2026-06-11 09:00,受理,小周\n",
    "处罚记录": "案件编号,处罚措施,处罚起,处罚止\nOLD-K1,暂停直播,2026-06-12,永久\n",
    "意见反馈": "反馈编号,反馈类型,收到时间,内容\nOLD-F1,表扬,2026-06-12 10:00,发货快\n",
}
"""What the trainer's desk and the case desk keep, sheet by sheet."""

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
            desks = tuple(Path(folder) / f"{name}.csv" for name in TABLES)
            for table, text in zip(desks, TABLES.values(), strict=True):
                table.write_text(text, encoding="utf-8")
            imported = auditor.run(ImportFiles(desks))
            assert (imported.change is not None, imported.refused) == (True, 0)
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
