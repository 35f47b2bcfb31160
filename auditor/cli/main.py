"""The command line: common options taken out, the command run, every error put in one line with its exit code."""

from __future__ import annotations

import errno
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from auditor.cli.common import split_common
from auditor.cli.desk import Desk
from auditor.cli.usage import mistake
from auditor.clock import Clock, system_clock
from auditor.errors import AuditorError, disk_said_no
from auditor.i18n import N_, Translator, chosen_language

STOPPED = 130
JSON_HELP = N_("One JSON document: to standard output, or to a file: --json=FILE (without = its name ends in .json).")
_WORLDS_FAULT = frozenset({errno.ENOSPC, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO, errno.EDQUOT})
"""What a disk says that no program can help; any other failure of the system is taken for a mistake of ours."""


def build(desk: Desk) -> Any:
    """The command line in the desk's language."""
    import typer

    app = typer.Typer(
        name="auditor",
        help=desk.tr.t("Compliance checks for livestream commerce: hosts, merchants, agencies and broadcasts."),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def everywhere(
        workspace: str = typer.Option("", help=desk.tr.t("The workspace file (or AUDITOR_WORKSPACE).")),
        lang: str = typer.Option("", help=desk.tr.t("zh or en.")),
        json: str = typer.Option("", help=desk.tr.t(JSON_HELP)),
        quiet: bool = typer.Option(False, "--quiet", "-q", help=desk.tr.t("Say only what is wrong.")),
    ) -> None:
        del workspace, lang, json, quiet

    _add_commands(app, desk)
    return app


SLICES = (
    "keeping", "safety", "passphrase", "exchange", "mappings", "history", "duplicates", "audit", "runs", "clear",
    "explain", "forecast", "today", "agenda", "cases", "feedback", "subjects", "lists", "reports", "rules", "training",
    "session", "award", "requirements", "attachments", "erasing", "editing", "laying", "settings",
)  # fmt: skip
"""The modules that bring commands, in the order of the help."""


def _add_commands(app: Any, desk: Desk) -> None:
    """Each slice adds its own."""
    for name in SLICES:
        import_module(f"auditor.cli.{name}").add(app, desk)


def main(arguments: list[str], clock: Clock = system_clock) -> int:
    """Run one command; gives the exit code of the table in the command line's contract."""
    _speak_utf8()
    try:
        common, rest = split_common(arguments)
    except AuditorError as error:
        return _told(error, Translator(chosen_language()))
    desk = Desk(common, clock)
    try:
        return _run(desk, rest)
    except KeyboardInterrupt:
        return _stopped(desk)


def _run(desk: Desk, rest: list[str]) -> int:
    import typer

    try:
        command = _command(desk, rest)
        outcome = command.main(args=rest, prog_name="auditor", standalone_mode=False)
        sys.stdout.flush()
        if outcome == STOPPED:  # typer has taken the interrupt for itself
            return _stopped(desk)
        return outcome if isinstance(outcome, int) and outcome else desk.exit_code
    except AuditorError as error:
        return _told(error, desk.tr)
    except typer.TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # nothing but the name of a group: its help
            print(error.format_message(), file=sys.stderr)
            return 2
        return _told(mistake(error, rest), desk.tr)
    except typer.Abort:
        return _stopped(desk)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: our fault, told in one line
        if isinstance(error, OSError) and error.errno in _WORLDS_FAULT:
            return _told(disk_said_no(error), desk.tr)
        return _ours(error, desk.tr)


def _command(desk: Desk, words: list[str]) -> Any:
    """What typer makes of the command line; of all commands only the one that was typed, since making is what costs."""
    import typer.main

    app = build(desk)
    named = [one for one in app.registered_commands if words[:1] == [_name(one)]]
    groups = [one for one in app.registered_groups if words[:1] == [one.name]]
    if named or groups:
        app.registered_commands, app.registered_groups = named, groups
    return typer.main.get_command(app)


def _name(command: Any) -> str:
    import typer.main

    return command.name or typer.main.get_command_name(command.callback.__name__)


def _told(error: AuditorError, tr: Translator) -> int:
    print(tr.t("Error: {what}", what=error.message), file=sys.stderr)
    if error.hint is not None:
        print(tr.t("Hint: {what}", what=error.hint), file=sys.stderr)
    return error.exit_code


def _stopped(desk: Desk) -> int:
    tr = desk.tr
    kept = desk.kept
    if kept is None:
        print(tr.t("Stopped."), file=sys.stderr)
    else:
        told = tr.t("Stopped. Change {n} had been stored before and stays; what was to follow was not done.", n=kept)
        print(told, file=sys.stderr)
    # An interrupt inside code that was made from text (a dataclass, say) leaves a mark by which the interpreter would
    # end with the signal instead of our exit code; running any such code takes the mark off.
    exec("")  # noqa: S102
    return STOPPED


def _ours(error: Exception, tr: Translator) -> int:
    """Keep where it went wrong in a file, without anybody's data since it is sent on; people are told its place."""
    from auditor.redacted import crash_report

    with tempfile.NamedTemporaryFile(
        "w", prefix="auditor-fault-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(crash_report(error) + "\n")
    where = Path(log.name)
    print(tr.t("The program made a mistake; nothing half-done was kept. Details: {path}", path=where), file=sys.stderr)
    return 70


def _speak_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
