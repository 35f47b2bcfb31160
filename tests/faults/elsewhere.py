"""Commands run where the tests' own process must not go: on disks of their own, or as somebody without rights."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]

Step = list[str] | dict[str, str]
"""Arguments of the command line, or {"sh": what the shell is to do between two of them}, after which no file may grow
beyond "limit" bytes, where that is given and is not "none"."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one step said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


def namespace() -> list[str]:
    """What runs a command with mounts of its own; skips where the system grants none: some containers."""
    tool = shutil.which("unshare") if sys.platform.startswith("linux") else None
    if tool is None:
        pytest.skip("needs unshare (util-linux)")
    for user in ([], ["--user", "--map-root-user"]):
        command = [tool, *user, "--mount"]
        probe = [*command, "sh", "-c", "mount -t tmpfs none /mnt"]
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return command
    pytest.skip("needs mounts of its own (root, or user namespaces), which this system does not grant")


def steps(
    plan: list[Step], workspace: Path, *, inside: list[str] | None = None, powerless: bool = False, state: str = "off"
) -> list[Said]:
    """Run the steps one after the other in one fresh process; ``powerless`` takes away a superuser's rights."""
    environment = {
        **os.environ,
        "AUDITOR_WORKSPACE": str(workspace),
        "AUDITOR_LANG": "en",
        "AUDITOR_STATE": state,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [*(inside or []), *(_without_rights() if powerless else []), sys.executable, "-m", "tests.faults.elsewhere"],
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return [Said(**one) for one in json.loads(done.stdout)]


def _without_rights() -> list[str]:
    """What runs a command so that permissions bind it, whoever runs the tests."""
    if os.geteuid() != 0:
        return []
    tool = shutil.which("setpriv")
    if tool is None:
        pytest.skip("needs setpriv (util-linux)")
    return [tool, "--bounding-set=-dac_override,-dac_read_search"]


def _let_files_grow_to(limit: str) -> None:
    import resource

    most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most if limit == "none" else int(limit), most))


def main() -> None:
    """Run the plan on standard input."""
    import contextlib
    import io

    from auditor.cli.main import main as command_line

    told = []
    for step in json.load(sys.stdin):
        if isinstance(step, dict):
            done = subprocess.run(["sh", "-ec", step["sh"]], capture_output=True, text=True, check=False)
            if "limit" in step:
                _let_files_grow_to(step["limit"])
            told.append({"code": done.returncode, "out": done.stdout, "err": done.stderr})
            continue
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = command_line(step)
        told.append({"code": code, "out": out.getvalue(), "err": err.getvalue()})
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
