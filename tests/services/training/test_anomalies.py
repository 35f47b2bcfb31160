"""Evidence that is to be looked at is told by kind, from limits that are given; what is in order is not told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake
from auditor.importing.scans import read_scan
from auditor.services.attachments.attaching import stored
from auditor.services.attachments.owners import record_of
from auditor.services.profiles import subject_id
from auditor.services.training.anomalies import Limits, TrainingAnomalies
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import read_lines
from auditor.storage.work import Recorded
from tests.importing import scans
from tests.services.desk_rows import at
from tests.services.rows import day
from tests.services.training.conftest import opened, put


def told(app: Auditor, **asked: object) -> list[tuple[str, str, str]]:
    """Kind, learner and day of what is told."""
    found = app.ask(TrainingAnomalies(**asked))  # type: ignore[arg-type]
    return [(one.kind, one.learner, one.completed_on.isoformat()) for one in found]


def passed(learner: str, on: str, course: str = "C2", **more: object) -> dict[str, object]:
    return {"learner": learner, "course": course, "completed_on": day(on), "result": "passed", **more}


def test_that_what_is_in_order_is_not_told(desk: Auditor) -> None:
    desk.do(LogSession("S1", read_lines("H1,92\nH2,81\nstaff:张三,100"), co_signer="赵"))
    put(
        desk,
        {"trainings": [passed("H3", "2026-06-01", evidence="照片1"), passed("H4", "2026-06-01", evidence="照片2")]},
    )
    assert told(desk) == []
    with pytest.raises(CallerMistake, match="not known"):
        told(desk, kinds=("odd",))


def test_that_minutes_are_held_against_the_hours_of_the_version(desk: Auditor) -> None:
    """Version V2 takes 2 hours: 96 minutes are the 80 per cent that are enough."""
    put(desk, {
        "course_versions": [{"course": "C1", "version": "V2", "effective_from": day("2026-06-01"), "hours": 200}],
        "trainings": [passed("H4", "2026-06-29", "C1", hours=150), passed("H5", "2026-06-29", "C1", hours=200)],
    })  # fmt: skip
    desk.do(LogSession("S1", read_lines("H1,92,95\nH2,92,96\nH3,92"), started_at=datetime(2026, 6, 30, 9),
                       ended_at=datetime(2026, 6, 30, 10)))  # fmt: skip
    assert told(desk) == [
        ("too_short", "H1", "2026-06-30"), ("too_short", "H3", "2026-06-30"), ("too_short", "H4", "2026-06-29"),
    ]  # fmt: skip
    assert told(desk, session="S1", limits=Limits(short_percent=50)) == []
    [short] = desk.ask(TrainingAnomalies(since=date(2026, 6, 30), limits=Limits(short_percent=79)))
    assert short.told.params == {"n": 60, "whole": 120}


def test_that_days_before_the_beginning_are_told(desk: Auditor) -> None:
    put(desk, {
        "sessions": [{"code": "S3", "course": "C2", "planned_start": at("2026-06-20 09:00")}],
        "trainings": [
            passed("H1", "2026-06-19", session="S3"), passed("H2", "2026-06-20", session="S3"),
            passed("H3", "2026-05-31", "C1", version="V2"),
        ],
    })  # fmt: skip
    assert told(desk) == [("before_start", "H1", "2026-06-19"), ("before_version", "H3", "2026-05-31")]


def test_that_one_evidence_for_two_is_told_unless_they_sat_together(desk: Auditor) -> None:
    put(desk, {
        "sessions": [
            {"code": "S3", "course": "C2", "planned_start": at("2026-06-20 09:00"), "evidence": "签到表"},
            {"code": "S4", "course": "C2", "planned_start": at("2026-06-21 09:00")},
        ],
        "trainings": [
            passed("H1", "2026-06-20", session="S3", evidence="签到表"),
            passed("H2", "2026-06-21", session="S4", evidence="合影"),
            passed("H3", "2026-06-21", session="S4", evidence="合影"),
            passed("H4", "2026-06-10", evidence="截图A"), passed("H5", "2026-06-11", evidence="截图A"),
            passed("H5", "2026-06-12", evidence="签到表"), passed("H6", "2026-06-13", certificate_no="Z1"),
            passed("H1", "2026-06-14", certificate_no="Z1"),
            passed("H6", "2026-06-15", evidence="合影"),
        ],
    })  # fmt: skip
    found = desk.ask(TrainingAnomalies())
    assert [(one.kind, one.learner, one.others) for one in found] == [
        ("same_evidence", "H2", ("H6",)), ("same_evidence", "H3", ("H6",)), ("same_evidence", "H6", ("H2", "H3")),
        ("same_certificate", "H1", ("H6",)), ("same_certificate", "H6", ("H1",)),
        ("same_evidence", "H5", ("H4",)), ("same_evidence", "H4", ("H5",)),
    ]  # fmt: skip
    assert len(told(desk, course="C2", limits=Limits(sharing=1))) == 0


def test_that_one_file_for_two_is_told_also_where_it_is_the_certificate_of_somebody_else(
    desk: Auditor, tmp_path: Path
) -> None:
    put(desk, {
        "trainings": [passed("H1", "2026-06-01"), passed("H2", "2026-06-02"), passed("H3", "2026-06-03")],
        "licences": [{"owner_type": "host", "owner": f"H{n}", "kind": "health_certificate", "number": f"JK-{n}"}
                     for n in (4, 5)],
    })  # fmt: skip
    for name, wide in (("a", 30), ("b", 31), ("c", 32)):
        (tmp_path / f"{name}.png").write_bytes(scans.drawn(wide, 20))
    for code, record, name in (
        ("H1", "training:C2/2026-06-01", "a"), ("H2", "training:C2/2026-06-02", "a"), ("H4", "licence:JK-4", "c"),
        ("H3", "training:C2/2026-06-03", "b"), ("H4", "licence:JK-4", "b"), ("H5", "licence:JK-5", "c"),
    ):  # fmt: skip
        scanned = [read_scan(tmp_path / f"{name}.png")]
        with desk.context.store.writing(Recorded("me", "attach")) as work:
            whose = subject_id(work.connection, "host", code)
            on = record_of(desk.context, work.connection, "host", code, record)
            stored(work, whose, on, scanned, "")
    found = [(one.kind, one.learner, one.others) for one in desk.ask(TrainingAnomalies())]
    assert found == [
        ("same_evidence", "H3", ("H4",)), ("same_evidence", "H2", ("H1",)), ("same_evidence", "H1", ("H2",)),
    ]  # fmt: skip


def test_that_late_entry_is_told_of_the_desk_and_of_imports_only_where_asked(tmp_path: Path) -> None:
    with opened(tmp_path / "w.auditor", datetime(2026, 8, 1, 12, tzinfo=SHANGHAI)) as app:
        put(app, {"trainings": [passed("H6", "2026-01-05")]})
        app.do(LogSession("S1", read_lines("H1,92"), late_reason="讲师住院"))
        [late] = app.ask(TrainingAnomalies())
        assert (late.kind, late.learner, late.told.params) == ("entered_late", "H1", {"n": 32, "why": "讲师住院"})
        assert told(app, limits=Limits(late_days=32)) == []
        assert len(told(app, limits=Limits(imports=True))) == 2


def test_that_ones_own_signature_and_two_places_and_long_days_are_told(desk: Auditor) -> None:
    """Versions make C1 take 6 hours; C2 takes 5."""
    put(desk, {
        "courses": [{"code": "C2", "title": "广告合规", "hours": 500}, {"code": "C1", "title": "食品安全", "hours": 600}],
        "sessions": [
            {"code": "S5", "course": "C2", "planned_start": at("2026-06-25 09:00"), "status": "held",
             "started_at": at("2026-06-25 08:00"), "ended_at": at("2026-06-25 18:00")},
            {"code": "S6", "course": "C1", "planned_start": at("2026-06-25 14:00"), "status": "held",
             "started_at": at("2026-06-25 12:00"), "ended_at": at("2026-06-25 18:00")},
        ],
        "trainings": [
            {**passed("王老师", "2026-06-10"), "learner_type": "staff", "trainer": "王老师"},
            passed("H4", "2026-06-10", co_signer="名H4"),
            passed("H1", "2026-06-25", session="S5"), passed("H1", "2026-06-25", "C1", session="S6"),
            passed("H3", "2026-06-25", started_on=day("2026-06-24")), passed("H3", "2026-06-25", "C1"),
            passed("H2", "2026-06-24"), passed("H2", "2026-06-25", "C1", session="S6"),
        ],
    })  # fmt: skip
    assert sorted(told(desk)) == sorted([
        ("own_trainer", "王老师", "2026-06-10"), ("own_trainer", "H4", "2026-06-10"),
        *[(kind, "H1", "2026-06-25") for kind in ("too_much", "too_much", "two_places", "two_places")],
    ])  # fmt: skip
    assert told(desk, kinds=("too_much",), limits=Limits(hours_a_day=11)) == []
