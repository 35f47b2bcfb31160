"""Shows scans one after the other through the contained child and tells what came of each, as a process of its own.

Its own, so that the memory of the children it had is theirs alone: python -m tests.faults.harness.showing FOLDER
"""

from __future__ import annotations

import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from auditor.errors import CallerMistake
from auditor.importing.scans import read_scan
from auditor.monitor import Silent
from auditor.services.attachments.showing import small_picture


def tried(path: Path) -> dict[str, object]:
    """What came of one file: shown or refused, the sentences, the seconds."""
    began = time.monotonic()
    try:
        made = small_picture(read_scan(path), Silent(), longest=800)
        told = {"outcome": "shown", "message": f"{made.width} x {made.height}", "pages": made.pages}
    except CallerMistake as error:
        told = {"outcome": "refused", "message": str(error.message), "hint": str(error.hint)}
    return {"name": path.name, "seconds": time.monotonic() - began, **told}


def main() -> None:
    """Try every file of the folder, two at a time."""
    files = sorted(Path(sys.argv[1]).iterdir())
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(tried, files))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"files": told, "megabytes": most}))


if __name__ == "__main__":
    main()
