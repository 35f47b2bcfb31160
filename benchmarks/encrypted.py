"""The full audit of an encrypted file beside that of the same file in the clear."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.measure import Promise, Report, in_child, middle
from benchmarks.worlds import noon, paths

ROUNDS = 3
PASSPHRASE = "nine words that only this measurement has put together"


def encrypt(store: str, copy: str) -> dict[str, Any]:
    """Put a copy under a passphrase, as the command does."""
    from auditor.monitor import Silent
    from auditor.storage.rekey import rekey

    shutil.copyfile(store, copy)
    rekey(Path(copy), noon, Silent(), who="admin", present=None, new=PASSPHRASE)
    return {}


def run(folder: Path, sizes: list[int]) -> Report:
    """At the middle size, the two in turn, round by round."""
    hosts = sorted(sizes)[len(sizes) // 2]
    store, _ = paths(folder, hosts)
    copy = store.with_suffix(".encrypted")
    report = Report(
        "Full audit of an encrypted file",
        ("hosts", "encrypted, CPU s", "in the clear, CPU s", "ratio", "first pass of each, CPU s"),
    )
    in_child("encrypt", store=str(store), copy=str(copy))
    rounds = [
        (in_child("ours", store=str(copy), passphrase=PASSPHRASE), in_child("ours", store=str(store)))
        for _ in range(ROUNDS)
    ]
    for left in copy.parent.glob(copy.name + "*"):
        left.unlink()
    for closed, clear in rounds:
        if closed["failing"] != clear["failing"] or closed["unknown"] != clear["unknown"]:
            raise AssertionError(f"the encrypted file is judged otherwise: {closed}, {clear}")
    ratio = middle([closed["cpu"] / clear["cpu"] for closed, clear in rounds])
    cells = [middle([pair[at]["cpu"] for pair in rounds]) for at in (0, 1)]
    first = [middle([pair[at]["first"] for pair in rounds]) for at in (0, 1)]
    report.lines.append(
        (f"{hosts:,}", f"{cells[0]:.2f}", f"{cells[1]:.2f}", f"{ratio:.2f}", f"{first[0]:.2f} and {first[1]:.2f}")
    )
    what = f"the same audit of an encrypted file, {hosts:,} hosts"
    report.promises.append(Promise(what, "CPU at most 2.5x", f"{ratio:.2f}x", ratio <= 2.5))
    return report
