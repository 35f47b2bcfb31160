"""Which function answers which request: one table each for questions, commands and long work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

Handler = Callable[..., Any]


@cache
def queries() -> Mapping[type, Handler]:
    """Query type -> (context, connection, query) -> result."""
    from auditor.services import changes, lists, profiles, runs

    return {
        lists.ListIds: lists.list_ids,
        lists.ListFirst: lists.list_first,
        lists.ListRows: lists.list_rows,
        lists.Find: lists.find,
        profiles.ProfileOf: profiles.profile_of,
        changes.Head: changes.head_of,
        runs.Runs: runs.runs,
        runs.RunOf: runs.run_of,
    }


@cache
def commands() -> Mapping[type, Handler]:
    """Command type -> (context, work, command) -> result."""
    from auditor.services import training

    return {training.LogTraining: training.log_training}


@cache
def jobs() -> Mapping[type, Handler]:
    """Job type -> (context, job, monitor, who) -> result."""
    from auditor.services import imports

    return {imports.ImportFiles: imports.import_files}
