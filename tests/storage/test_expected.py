"""The schema is the same whoever makes it: what a workspace is compared with must not depend on the process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCHEMA = "import hashlib, json; from auditor.storage.expected import fresh_schema; print(hashlib.sha256(json.dumps(sorted(map(str, fresh_schema().items()))).encode()).hexdigest())"


def test_that_every_process_makes_the_same_schema() -> None:
    made = {
        subprocess.run(
            [sys.executable, "-c", SCHEMA],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(made) == 1
