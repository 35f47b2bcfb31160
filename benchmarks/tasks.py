"""What runs inside the fresh processes: one task by name, its arguments as JSON, its answer as the last line."""

from __future__ import annotations

import importlib
import json
import resource
import sys
from typing import Any

TASKS = {
    "ours": "benchmarks.audit:ours",
    "duck": "benchmarks.audit:duck",
    "saved": "benchmarks.audit:saved",
    "encrypt": "benchmarks.encrypted:encrypt",
    "hand": "benchmarks.audit:hand",
    "objects": "benchmarks.objects:objects",
    "cel": "benchmarks.objects:cel",
    "zen": "benchmarks.zen_rules:zen",
    "one": "benchmarks.one:one",
    "committed": "benchmarks.one:committed",
    "first": "benchmarks.one:first",
    "import": "benchmarks.importing:ours",
    "bare": "benchmarks.importing:bare",
    "taken_back": "benchmarks.importing:taken_back",
    "lists": "benchmarks.lists:lists",
    "start": "benchmarks.start:start",
    "heartbeat": "benchmarks.heartbeat:heartbeat",
    "saving": "benchmarks.saving:saving",
    "tagged": "benchmarks.chosen:tagged",
    "cleared": "benchmarks.chosen:cleared",
    "two_runs": "benchmarks.back:two_runs",
    "compared": "benchmarks.back:compared",
    "back": "benchmarks.back:back",
    "night": "benchmarks.night:night",
    "three": "benchmarks.three:three",
    "build": "benchmarks.worlds:build",
    "export": "benchmarks.worlds:exported",
    "opened": "benchmarks.keeping:opened",
    "since": "benchmarks.keeping:since",
    "verified": "benchmarks.keeping:verified",
    "backed_up": "benchmarks.keeping:backed_up",
    "build_many": "benchmarks.many:build_many",
    "forecast": "benchmarks.ahead:forecast",
    "impact": "benchmarks.ahead:impact",
    "coverage": "benchmarks.ahead:coverage",
}


def main() -> None:
    """Run the task named on the command line."""
    module, _, name = TASKS[sys.argv[1]].partition(":")
    told: dict[str, Any] = getattr(importlib.import_module(module), name)(**json.loads(sys.argv[2]))
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told["child_peak_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
