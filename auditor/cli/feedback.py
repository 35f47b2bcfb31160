"""What consumers say beside complaints, for scripts: the log, and an answer to one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, said

if TYPE_CHECKING:
    from auditor.services.cases.feedback import Feedback, FeedbackFound

_EVENT = N_("answer: store the answer given with --text; left out: list.")


def add(app: typer.Typer, desk: Desk) -> None:
    """Add feedback."""

    @app.command(help=desk.tr.t("Consumers' praise, suggestions and questions with their answers, or answer one."))
    def feedback(
        code: str = typer.Argument("", help=desk.tr.t("Its code; left out: list them.")),
        event: str = typer.Argument("", help=desk.tr.t(_EVENT)),
        text: str = typer.Option("", help=desk.tr.t("answer: what was answered.")),
        by: str = typer.Option("", help=desk.tr.t("answer: who answered.")),
        at: str = typer.Option(None, help=desk.tr.t("When (ISO, Asia/Shanghai); now when left out.")),
        subject: str = typer.Option("", help=desk.tr.t("Only about one: host:H0001, merchant:M001 …")),
        state: str = typer.Option("all", help="all, open, answered"),
        kind: str = typer.Option("", help="praise, suggestion, question"),
        since: str = typer.Option(None, help=desk.tr.t("Received from this day on (ISO).")),
        until: str = typer.Option(None, help=desk.tr.t("Received up to this day (ISO).")),
        limit: int = typer.Option(100, min=1, max=20_000, help=desk.tr.t("Lines shown.")),
        why: str = typer.Option("", help=desk.tr.t("Why (stays in the log).")),
    ) -> None:
        from auditor.services.cases.feedback import AnswerFeedback, FeedbackLog

        if code:
            from auditor.cli.instants import instant

            if event != "answer":
                told = said("Say what is to be done with {code}: answer.", code=code)
                raise CallerMistake(told, said("To read one: show feedback:{code}", code=code))
            _answer(desk, AnswerFeedback(code, text, by, instant(at), why))
            return
        first, last = (None if one is None else desk.day(one) for one in (since, until))
        with desk.open() as opened:
            found = opened.ask(FeedbackLog(subject, state, kind, first, last, limit))
        desk.document(_found_json(found))
        if desk.common.json != "-":
            _tell(desk, found)


def _answer(desk: Desk, command: Any) -> None:
    from auditor.services.editing.checking import line_of

    with desk.open() as opened:
        done = opened.do(command)
        desk.ack(done.change)
    desk.document({"feedback": command.code, "outcome": done.result.outcome, "change": done.change})
    for one in done.result.warnings:
        desk.warn(line_of(one))
    desk.say(said("Feedback {code} is answered.", code=command.code))


def _tell(desk: Desk, found: FeedbackFound) -> None:
    from auditor.model.enums import word

    desk.say(said("Feedback: {n}, not answered: {open}", n=found.count, open=found.open))
    if not found.rows:
        return
    lang, rows = desk.tr.language, []
    for one in found.rows:
        about = "" if one.who is None else one.who.name
        received = one.received_at.isoformat(" ", "minutes")
        rows.append(
            (one.code, word("feedback_kind", one.kind, lang), about, received, one.text, one.answer, one.handler)
        )
    head = (
        N_("code"),
        N_("kind"),
        N_("about"),
        N_("received at"),
        N_("what was said"),
        N_("answered with"),
        N_("in charge"),
    )
    desk.table(head, rows)


def _found_json(found: FeedbackFound) -> dict[str, Any]:
    return {
        "count": found.count,
        "open": found.open,
        "kinds": found.kinds,
        "feedback": [_json(one) for one in found.rows],
    }


def _json(one: Feedback) -> dict[str, Any]:
    return {
        "code": one.code,
        "kind": one.kind,
        "subject": None if one.who is None else one.who.reference,
        "name": None if one.who is None else one.who.name,
        "source": one.source_text or one.source,
        "platform": one.platform_text or one.platform,
        "received_at": one.received_at.isoformat(timespec="minutes"),
        "text": one.text,
        "answer": one.answer or None,
        "answered_at": None if one.answered_at is None else one.answered_at.isoformat(timespec="minutes"),
        "handler": one.handler or None,
        "waited_seconds": one.waited,
        "open": one.open,
    }
