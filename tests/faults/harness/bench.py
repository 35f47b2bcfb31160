"""The bench on which faults are tried: a small workspace made by the program, copied afresh for each fault."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.harness import jobs
from tests.faults.harness.forks import Forks
from tests.importing.scans import drawn

BASE_CHANGE = 3
"""The last change of the fresh workspace: it was made, filled with made-up hosts, and given a course."""
BASE_HOSTS = 12

COURSES = f"课程编码,课程名称,主题,有效月数\n{jobs.COURSE},断电课,食品安全、广告合规,12\n"
PASSPHRASE = "correct horse battery"


@dataclass(slots=True)
class Bench:
    """``fresh`` gives a workspace to harm; jobs run in processes of ``forks``."""

    forks: Forks
    folder: Path
    base: Path = field(init=False)
    _audited: bool = False

    def __post_init__(self) -> None:
        self.base = self._made("base", {})
        self.forks.prepare("rehearsed", workspace=str(self.fresh()), dump=str(self.folder / "dump"))

    def _made(self, name: str, environment: dict[str, str]) -> Path:
        made = self.folder / name / "w.auditor"
        made.parent.mkdir()
        courses = self.folder / "课程.csv"
        courses.write_text(COURSES, encoding="utf-8")
        for words in (["init", "--demo", str(BASE_HOSTS), "--quiet"], ["import", str(courses)]):
            ended = self.forks.cli("--workspace", made, *words, environment=environment)
            assert ended.code == 0, ended
        return made

    def encrypted(self) -> Path:
        """The same workspace under a passphrase."""
        made = self.folder / "encrypted" / "w.auditor"
        return made if made.exists() else self._made("encrypted", {"AUDITOR_PASSPHRASE": PASSPHRASE})

    def fresh(self, of: Path | None = None) -> Path:
        """A copy in a folder of its own, which the next copy takes the place of."""
        target = self.folder / "fresh"
        shutil.rmtree(target, ignore_errors=True)
        shutil.rmtree(self.forks.state, ignore_errors=True)
        target.mkdir()
        return Path(shutil.copyfile(of or self.base, target / "w.auditor"))

    def rows(self, many: int) -> Path:
        """A table of that many new hosts."""
        path = self.folder / f"rows-{many}" / "主播.csv"
        if not path.exists():
            path.parent.mkdir()
            lines = (f"K{n:06d},小{n},138{n:08d},正常,2026-06-01\n" for n in range(many))
            path.write_text("主播编号,昵称,手机号,状态,状态生效日期\n" + "".join(lines), encoding="utf-8")
        return path

    def scan(self) -> Path:
        """A picture whose bytes fill some pages."""
        path = self.folder / "身份证.png"
        if not path.exists():
            path.write_bytes(drawn(64, 48) + bytes(40_000))
        return path

    def ready_to_audit(self) -> None:
        """Let jobs audit without reading the rules each time anew."""
        if not self._audited:
            self.forks.prepare("audited", workspace=str(self.fresh()))
            self._audited = True

    @property
    def trace(self) -> Path:
        """Where strace writes."""
        return self.folder / "trace"
