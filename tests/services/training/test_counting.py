"""What a score has to reach, what else counts as having passed, and which broadcast is the first."""

from __future__ import annotations

from auditor.app import Auditor
from auditor.model.values import Other
from auditor.services.training.matrix import LearnersOf
from auditor.services.training.windows import STATES
from tests.services.desk_rows import at
from tests.services.rows import day
from tests.services.training.conftest import put


def results(app: Auditor, code: str) -> dict[str, str]:
    """Results of the host's trainings by day of completion and version."""
    from auditor.model.tables import MAIN, subject

    training = MAIN["training"]
    with app.context.store.reading() as connection:
        wanted = training.join(subject, subject.c.id == training.c.learner_id).select().where(subject.c.code == code)
        return {str(row.score): str(row.result) for row in connection.execute(wanted)}


def test_that_the_mark_of_the_version_decides_and_else_the_course_s(desk: Auditor) -> None:
    """Version V1 passes with 60, V2 (from June 2026 on) with 80, the course itself with 60."""

    def tried(score: int, on: str, **more: object) -> dict[str, object]:
        return {"learner": "H1", "course": "C1", "completed_on": day(on), "score": score, **more}

    put(desk, {"trainings": [
        tried(7_000, "2026-05-31"), tried(7_100, "2026-06-01"), tried(8_000, "2026-06-02"),
        tried(7_200, "2026-06-03", version="V1"), tried(7_300, "2026-05-01", version="V2"),
        tried(7_400, "2026-06-30", session="S1"), tried(6_500, "2024-01-01"),
    ]})  # fmt: skip
    assert results(desk, "H1") == {
        "7000": "passed", "7100": "failed", "8000": "passed", "7200": "passed", "7300": "failed",
        "7400": "failed", "6500": "passed",
    }  # fmt: skip


def test_that_what_the_sheet_of_equivalences_names_counts_as_the_course(desk: Auditor) -> None:
    put(desk, {
        "courses": [{"code": "X1", "title": "协会食品安全培训", "valid_months": 12}],
        "equivalences": [
            {"course": "C1", "external": "协会食品安全培训", "issuer": "食品协会", "valid_from": day("2026-01-01")},
            {"course": "C1", "external": "食品安全管理员证"},
        ],
        "requirements": [{"code": "R1", "course": "C1"}],
        "trainings": [
            {"learner": f"H{n}", "course": "X1", "completed_on": day(on), "result": result, "organiser": by}
            for n, on, result, by in (
                (1, "2026-02-01", "passed", "食品协会"), (2, "2025-12-31", "passed", "食品协会"),
                (3, "2026-02-01", "passed", "别家"), (4, "2026-02-01", "failed", "食品协会"),
            )
        ],
        "licences": [
            {"owner_type": "host", "owner": f"H{n}", "kind": Other("食品安全管理员证"), "number": f"N{n}",
             "issued_on": day("2025-03-01"), "valid_until": day(until), "issuer": "任何机构"}
            for n, until in ((5, "2027-03-01"), (6, "2026-03-01"))
        ],
    })  # fmt: skip
    stands = {one.learner: (one.state, str(one.due)) for one in desk.ask(LearnersOf("R1", states=STATES))}
    assert stands == {
        "H1": ("done", "2027-02-01"), "H2": ("missing", "None"), "H3": ("missing", "None"), "H4": ("missing", "None"),
        "H5": ("done", "2027-03-01"), "H6": ("lapsed", "2026-03-01"),
    }  # fmt: skip


def test_that_a_planned_broadcast_is_a_first_one(desk: Auditor) -> None:
    common = {"merchants": ("M1",), "categories": ("food",), "room": "R1"}
    put(desk, {
        "rooms": [{"code": "R1", "platform": "douyin", "operator_type": "merchant", "operator": "M1"}],
        "broadcasts": [
            {"code": "B1", "hosts": ("H1",), "assistants": ("H2",), "planned_start": at("2026-07-09 20:00"), **common},
            {"code": "B2", "hosts": ("H1",), "planned_start": at("2026-07-05 20:00"), **common},
            {"code": "B3", "hosts": ("H3",), "planned_start": at("2026-07-05 20:00"), "status": "cancelled", **common},
        ],
        "requirements": [{"code": "R1", "course": "C1", "due": "before_first_live", "opens_days": 30}],
    })  # fmt: skip
    found = {one.learner: (one.state, str(one.due)) for one in desk.ask(LearnersOf("R1", states=STATES))}
    assert (found["H1"], found["H2"]) == (("open", "2026-07-04"), ("open", "2026-07-08"))
    assert found["H3"] == ("missing", "None")
