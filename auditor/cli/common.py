"""Options that every command takes, wherever they stand on the line: --workspace, --lang, --json, --quiet."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from auditor.errors import CallerMistake
from auditor.i18n import LANGUAGES, Language, chosen_language, said


@dataclass(frozen=True, slots=True)
class Common:
    """Where the workspace is, the reader's language, whether and where one JSON document goes."""

    workspace: str
    language: Language
    json: str | None = None
    """None: no JSON; "-": standard output; else a file."""
    quiet: bool = False


def default_workspace() -> Path:
    """The workspace in the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("auditor", appauthor=False) / "workspace.auditor"


_VALUED = ("--workspace", "--lang")


def split_common(arguments: list[str]) -> tuple[Common, list[str]]:
    """The common options, and the rest of the line for the command."""
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        if word == "--":
            rest += ["--", *waiting]
            break
        name, equals, value = word.partition("=")
        if name in _VALUED:
            found[name] = value if equals else _next(name, waiting)
        elif name == "--json":
            found[name] = value if equals else _json_target(waiting)
        elif word in ("--quiet", "-q"):
            found["--quiet"] = "1"
        else:
            rest.append(word)
    lang = found.get("--lang")
    if lang and not lang.lower().startswith(LANGUAGES):
        raise CallerMistake(said("{word} is no language of this program.", word=lang), said("Languages: zh, en"))
    where = found.get("--workspace") or os.environ.get("AUDITOR_WORKSPACE") or str(default_workspace())
    return Common(where, chosen_language(lang), found.get("--json"), "--quiet" in found), rest


def _next(name: str, waiting: list[str]) -> str:
    if not waiting:
        raise CallerMistake(said("{option} needs a value.", option=name), said("See: auditor --help"))
    return waiting.pop(0)


def _json_target(waiting: list[str]) -> str:
    if waiting and (waiting[0] == "-" or waiting[0].lower().endswith(".json")):
        return waiting.pop(0)
    return "-"
