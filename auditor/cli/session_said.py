"""What the commands about a session share: options, refusals by line, words and marks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from auditor.cli.desk import Desk
from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said

if TYPE_CHECKING:
    from auditor.services.records import Counts
    from auditor.services.training.lines import LineTold

WHO = N_("H0001, 阿青, staff:张三 …")


def kind_of_learners() -> Any:
    """The option that says what those are who are named without a type."""
    return typer.Option("host", help="host, merchant, agency, staff")


def good_lines(desk: Desk) -> Any:
    """The option that stores what can be stored."""
    return typer.Option(False, "--partly", help=desk.tr.t(N_("Store the good lines, tell the others.")))


@contextmanager
def refused_lines(desk: Desk) -> Iterator[None]:
    """Every refused line is told: as JSON where that was asked for, else those that the error itself does not tell."""
    from auditor.services.training.lines import LinesRefused

    try:
        yield
    except LinesRefused as refused:
        desk.document({"change": None, "problems": lines_json(desk, refused.told)})
        for one in [one for one in refused.told if one.level == "error"][1:]:
            desk.warn(line_said(one))
        raise


def tell_lines(desk: Desk, first: Message, told: tuple[LineTold, ...]) -> None:
    """A sentence, then what is wrong with which line; that some were refused is told by the exit code."""
    desk.say(first)
    for one in told:
        desk.warn(line_said(one))
    desk.exit_code = 1 if any(one.level == "error" for one in told) else 0


def logged_said(counts: Counts) -> Message:
    """What became of attempts that were logged."""
    return said(
        "Logged: {created} new, {updated} changed, {same} unchanged.",
        created=counts.created, updated=counts.updated, same=counts.unchanged,
    )  # fmt: skip


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


def line_said(told: LineTold) -> Message:
    """What is wrong with a line."""
    return said("Line {line}: {why}", line=told.line, why=told.message)


def lines_json(desk: Desk, told: tuple[LineTold, ...]) -> list[dict[str, Any]]:
    """What is wrong with lines."""
    return [{**asdict(one), "message": desk.tr.t(one.message)} for one in told]


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


def moment_of(text: str) -> datetime | None:
    """A day with its time; None for nothing. Raises CallerMistake where it is none."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise CallerMistake(
            said("{text} is no day with a time.", text=text), said("Write it as 2026-06-30 09:00.")
        ) from None
