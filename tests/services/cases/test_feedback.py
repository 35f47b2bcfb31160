"""What consumers say beside complaints: a log with what waits first, and answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.services.cases.feedback import AnswerFeedback, FeedbackFound, FeedbackLog
from auditor.services.cases.spreads import Spread
from auditor.services.cases.statistics import CaseStatistics
from auditor.services.editing import Refused
from auditor.services.undoing import Undo
from tests.services.today.conftest import Fill, seconds


def said_of(code: str, kind: str = "question", **values: Any) -> dict[str, Any]:
    made = {"code": code, "kind": kind, "subject_type": "merchant", "subject": "S1", "text": "几时到货"}
    return {**made, "received_at": seconds("2026-06-29T12:00"), **values}


@pytest.fixture
def log(app: Auditor, fill: Fill) -> Auditor:
    fill(feedback=[
        said_of("F1", "praise"),
        said_of("F2"),
        said_of("F3", "suggestion", subject_type="host", subject="H1", received_at=seconds("2026-06-30T09:00")),
        said_of("F4", answer="已发货", answered_at=seconds("2026-06-29T14:00"), handler="小周"),
        {"code": "F5", "kind": "praise", "received_at": seconds("2026-05-01T08:00")},
    ])  # fmt: skip
    return app


def codes(found: FeedbackFound) -> list[str]:
    return [one.code for one in found.rows]


def test_that_what_waits_stands_first_and_praise_waits_for_nothing(log: Auditor) -> None:
    found = log.ask(FeedbackLog())
    assert (codes(found), found.count, found.open) == (["F3", "F2", "F1", "F4", "F5"], 5, 2)
    assert found.kinds == {"praise": 2, "question": 2, "suggestion": 1}
    waiting, answered = found.rows[1], found.rows[3]
    assert (waiting.waited, waiting.open, answered.waited, answered.open) == (24 * 3600, True, 2 * 3600, False)
    assert (found.rows[0].who and found.rows[0].who.reference, found.rows[4].who) == ("host:H1", None)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (FeedbackLog("merchant:S1"), ["F2", "F1", "F4"]),
        (FeedbackLog(state="open"), ["F3", "F2"]),
        (FeedbackLog(state="answered"), ["F4"]),
        (FeedbackLog(kind="表扬"), ["F1", "F5"]),
        (FeedbackLog(until=datetime(2026, 5, 31).date()), ["F5"]),
        (FeedbackLog(since=datetime(2026, 6, 30).date()), ["F3"]),
        (FeedbackLog(limit=1), ["F3"]),
    ],
)
def test_that_the_log_is_narrowed(log: Auditor, asked: FeedbackLog, expected: list[str]) -> None:
    assert codes(log.ask(asked)) == expected


def test_that_an_answer_is_stored_with_its_moment_and_can_be_taken_back(log: Auditor) -> None:
    done = log.do(AnswerFeedback("F2", "明日到货", "小周"))
    (one,) = [one for one in log.ask(FeedbackLog(state="answered")).rows if one.code == "F2"]
    assert (one.answer, one.handler, one.answered_at) == ("明日到货", "小周", datetime(2026, 6, 30, 12))
    log.run(Undo(done.change))
    assert "F2" in codes(log.ask(FeedbackLog(state="open")))


def test_that_an_answer_that_cannot_be_is_refused(log: Auditor) -> None:
    with pytest.raises(CallerMistake, match="empty"):
        log.do(AnswerFeedback("F2", "  "))
    with pytest.raises(CallerMistake, match="F9"):
        log.do(AnswerFeedback("F9", "好"))
    with pytest.raises(Refused, match="lies before"):
        log.do(AnswerFeedback("F2", "好", at=datetime(2026, 6, 1)))
    with pytest.raises(CallerMistake, match="no state"):
        log.ask(FeedbackLog(state="都"))
    with pytest.raises(CallerMistake, match="no kind"):
        log.ask(FeedbackLog(kind="骂"))


def test_that_feedback_is_counted_beside_complaints(log: Auditor) -> None:
    found = [(one.month, one.kind, one.received, one.answer) for one in log.ask(CaseStatistics()).feedback]
    assert found == [
        ("2026-05", "praise", 1, Spread()),
        ("2026-06", "praise", 1, Spread()),
        ("2026-06", "question", 2, Spread(1, 7200, 7200)),
        ("2026-06", "suggestion", 1, Spread()),
    ]
