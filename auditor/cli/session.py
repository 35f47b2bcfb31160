"""Sessions for scripts: who is on the list, putting people on it, logging what was held, certificates."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.cli.lists import VIEW, WHERE
from auditor.cli.requirements import LAPSES
from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said

if TYPE_CHECKING:
    from auditor.services.training.held import SessionLogged
    from auditor.services.training.lines import LineTold
    from auditor.services.training.roster import Enrolled
    from auditor.services.training.sessions import SessionShown

_PARTLY = N_("Store the good lines, tell the others.")
_LONGEST = 1024 * 1024
_LEARNERS = "host, merchant, agency, staff"


def add(app: typer.Typer, desk: Desk) -> None:
    """Add session and what can be done with one."""
    one = typer.Typer(
        help=desk.tr.t("One session (who is on the list, how it went, seats left); without a code: all of them."),
        invoke_without_command=True,
        rich_markup_mode=None,
    )
    app.add_typer(one, name="session")

    @one.callback()
    def show(context: typer.Context, code: str = typer.Argument("")) -> None:
        context.obj = code
        if context.invoked_subcommand is None:
            if code:
                _show(desk, code)
            else:
                _list(desk)

    _add_enrol(one, desk)
    _add_log(one, desk)


def _add_enrol(one: typer.Typer, desk: Desk) -> None:

    @one.command(
        help=desk.tr.t("session CODE enrol: put WHO (code, name, staff:NAME) on the list, or all that a filter leaves.")
    )
    def enrol(
        context: typer.Context,
        who: list[str] = typer.Argument(None, help=desk.tr.t("H0001, 阿青, staff:张三 …")),
        learner_type: str = typer.Option("host", help=_LEARNERS),
        view: Path | None = typer.Option(None, help=desk.tr.t(VIEW)),
        where: list[str] = typer.Option([], help=desk.tr.t(WHERE)),
        requirement: str = typer.Option("", help=desk.tr.t("Who needs a seat for this requirement.")),
        lapses_within: int | None = typer.Option(None, min=0, help=desk.tr.t(LAPSES)),
        state: str = typer.Option("", help="invited, confirmed, excused"),
        over: bool = typer.Option(False, "--over", help=desk.tr.t("Even beyond the seats.")),
        partly: bool = typer.Option(False, "--partly", help=desk.tr.t(_PARTLY)),
    ) -> None:
        from auditor.cli.lists import wanted_view
        from auditor.cli.standing import bring_up, leans
        from auditor.services.lists.chosen import Listed
        from auditor.services.training.lines import LinesRefused
        from auditor.services.training.roster import Enrol

        listed = None
        if where or view is not None:
            wanted = wanted_view(learner_type, view, where, "")
            listed = Listed(wanted.kind, wanted.filter, as_of=desk.day(None))
        command = Enrol(
            context.obj, listed, tuple(who or ()), learner_type, word_of("attendance", state), requirement, over,
            partly, lapses_within,
        )  # fmt: skip
        with desk.open() as app_:
            if listed is not None and leans(listed.filter):
                bring_up(desk, app_, strictly=True)
            try:
                done = app_.do(command)
            except LinesRefused as refused:
                tell_lines(desk, refused)
                raise
            desk.ack(done.change)
        _tell_enrolled(desk, done.result, done.change)


def _add_log(one: typer.Typer, desk: Desk) -> None:

    @one.command(
        help=desk.tr.t("session CODE log: who came and how each did, at once: WHO=RESULT or SCORE, or a table.")
    )
    def log(
        context: typer.Context,
        who: list[str] = typer.Argument(None, help=desk.tr.t("H0001=92, H0002=缺考 …")),
        table: Path = typer.Option(None, help=desk.tr.t("Lines WHO, RESULT, SCORE from a file (- standard input).")),
        learner_type: str = typer.Option("host", help=_LEARNERS),
        on: str = typer.Option(None, help=desk.tr.t("The day of completion (ISO); the session's when left out.")),
        started: str = typer.Option("", help=desk.tr.t("When it began (2026-06-30 09:00).")),
        ended: str = typer.Option("", help=desk.tr.t("When it ended (2026-06-30 11:00).")),
        co_signer: str = typer.Option("", help=desk.tr.t("Who signs beside the trainer.")),
        late_reason: str = typer.Option("", help=desk.tr.t("Why it is entered late.")),
        partly: bool = typer.Option(False, "--partly", help=desk.tr.t(_PARTLY)),
    ) -> None:
        from auditor.services.training.held import LogSession
        from auditor.services.training.lines import LinesRefused
        from auditor.services.training.outcomes import read_lines

        typed = "\n".join(text.replace("=", "\t", 1) for text in who or ())
        lines = (*read_lines(typed), *read_lines("" if table is None else _text(table)))
        day = None if on is None else desk.day(on)
        command = LogSession(
            context.obj, lines, learner_type, day, _moment(started), _moment(ended), co_signer, late_reason, partly
        )
        with desk.open() as app_:
            try:
                done = app_.do(command)
            except LinesRefused as refused:
                tell_lines(desk, refused)
                raise
            desk.ack(done.change)
        _tell_logged(desk, done.result, done.change)


def _tell_logged(desk: Desk, done: SessionLogged, change: int | None) -> None:
    desk.document(
        {
            "enrolments": done.enrolments.as_dict(),
            "trainings": done.trainings.as_dict(),
            "refused": done.refused,
            "problems": lines_json(desk, done.told),
            "change": change,
        }
    )
    counts = done.trainings
    desk.say(
        said(
            "Logged: {created} new, {updated} changed, {same} unchanged.",
            created=counts.created, updated=counts.updated, same=counts.unchanged,
        )
    )  # fmt: skip
    for one in done.told:
        desk.warn(line_said(one))
    desk.exit_code = 1 if done.refused else 0


def _text(path: Path) -> str:
    """A table of lines as text, whichever of the usual encodings it is in."""
    if str(path) == "-":
        import sys

        return sys.stdin.read()
    try:
        with path.open("rb") as stream:
            content = stream.read(_LONGEST + 1)
    except OSError as error:
        message = said("{path} cannot be read: {reason}", path=str(path), reason=error.strerror or "")
        raise CallerMistake(message) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            if len(content) <= _LONGEST:
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CallerMistake(said("{path} is no text of lines.", path=path.name), said("Save it as text, or as CSV."))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise CallerMistake(
            said("{text} is no day with a time.", text=text), said("Write it as 2026-06-30 09:00.")
        ) from None


def word_of(enumeration: str, text: str) -> str:
    """The code of a word; CallerMistake where it is none of them."""
    from auditor.model.enums import words

    if not text:
        return ""
    known = words(enumeration)
    for one in known:
        if text in (one.code, one.zh, *one.aliases):
            return one.code
    names = "、".join(f"{one.code} {one.zh}" for one in known)
    raise CallerMistake(said("{word} is not known here.", word=text), said("Known: {names}", names=names))


def tell_lines(desk: Desk, refused: Any) -> None:
    """Every refused line: as JSON where that was asked for, else those that the error's own line does not tell."""
    desk.document({"change": None, "problems": lines_json(desk, refused.told)})
    for one in [one for one in refused.told if one.level == "error"][1:]:
        desk.warn(line_said(one))


def line_said(told: LineTold) -> Message:
    """What is wrong with a line."""
    return said("Line {line}: {why}", line=told.line, why=told.message)


def lines_json(desk: Desk, told: tuple[LineTold, ...]) -> list[dict[str, Any]]:
    """What is wrong with lines."""
    return [{**asdict(one), "message": desk.tr.t(one.message)} for one in told]


def _tell_enrolled(desk: Desk, done: Enrolled, change: int | None) -> None:
    counts = done.counts
    desk.document(
        {
            "counts": counts.as_dict(),
            "problems": lines_json(desk, done.told),
            "seats_left": done.seats_left,
            "change": change,
        }
    )
    desk.say(
        said(
            "On the list: {created} new, {updated} changed, {same} as they were.",
            created=counts.created, updated=counts.updated, same=counts.unchanged,
        )
    )  # fmt: skip
    if done.seats_left is not None:
        desk.say(said("Seats left: {n}", n=done.seats_left))
    for one in done.told:
        desk.warn(line_said(one))
    desk.exit_code = 1 if counts.refused else 0


# showing ---------------------------------------------------------------------------------------------------------


def _list(desk: Desk) -> None:
    from auditor.services.training.sessions import Sessions

    with desk.open() as app_:
        found = app_.ask(Sessions())
    desk.document({"sessions": [{**asdict(one), "seats_left": one.seats_left} for one in found]})
    heads = (N_("Session"), N_("Course"), N_("Planned start"), N_("Status"), N_("On the list"), N_("Seats left"))
    desk.table(
        heads,
        [
            (one.code, one.course_title, f"{one.planned_start:%Y-%m-%d %H:%M}",
             spoken(desk, "session_status", one.status), one.taken, one.seats_left)
            for one in found
        ],
    )  # fmt: skip


def _show(desk: Desk, code: str) -> None:
    from auditor.services.training.sessions import SessionOf

    with desk.open() as app_:
        found = app_.ask(SessionOf(code))
    desk.document({**_head_json(found), "roster": [{**asdict(one), "score": plain(one.score)} for one in found.roster]})
    line = found.line
    desk.say(
        said(
            "{code} {course}, {start}, {status}",
            code=line.code,
            course=line.course_title,
            start=f"{line.planned_start:%Y-%m-%d %H:%M}",
            status=spoken(desk, "session_status", line.status),
        )
    )
    if found.pass_mark is not None:
        desk.say(said("Pass mark {mark} of {scale}.", mark=plain(found.pass_mark), scale=plain(found.scale)))
    if line.seats_left is not None:
        desk.say(said("Seats left: {n}", n=line.seats_left))
    heads = (N_("Learner"), N_("Name"), N_("Attendance"), N_("Score"), N_("Attempt"), N_("Remark"))
    rows = [
        (one.learner, one.name, spoken(desk, "attendance", one.state), plain(one.score), one.attempt, one.remark)
        for one in found.roster
    ]
    desk.table(heads, rows)


def _head_json(found: SessionShown) -> dict[str, Any]:
    told = asdict(found)
    told.pop("roster")
    line = told.pop("line")
    marks = {name: plain(told.pop(name)) for name in ("pass_mark", "scale")}
    return {**line, "seats_left": found.line.seats_left, **told, **marks}


def plain(hundredths: int | None) -> str | None:
    """A mark without idle zeros."""
    from auditor.model.types import decimal_of

    return None if hundredths is None else f"{decimal_of(hundredths):f}".removesuffix(".00")


def spoken(desk: Desk, enumeration: str, code: str | None) -> str:
    """The word for a code in the reader's language."""
    from auditor.model.enums import words

    found = next((one for one in words(enumeration) if one.code == code), None)
    if found is None:
        return code or ""
    return found.zh if desk.common.language == "zh" else (found.en or found.code.replace("_", " "))
