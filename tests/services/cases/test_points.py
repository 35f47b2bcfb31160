"""The ledger of points counts as the rules do."""

from __future__ import annotations

from datetime import date

from auditor.app import Auditor
from auditor.services.cases.points import PointsLedger
from tests.services.cases.conftest import case_of
from tests.services.rows import day
from tests.services.today.conftest import Fill, seconds

SCHEME = "店铺违规分"


def test_that_only_substantiated_cases_of_the_year_take_points(app: Auditor, fill: Fill) -> None:
    kind = {"kind": "infraction", "scheme": SCHEME, "outcome": "substantiated"}
    fill(
        cases=[
            case_of("K1", points=200, decided_on=day("2026-03-01"), occurred_at=seconds("2025-12-20T10:00"), **kind),
            case_of("K2", points=150, occurred_at=seconds("2026-05-01T10:00"), **kind),
            case_of("K3", points=300, decided_on=day("2025-12-31"), occurred_at=seconds("2025-12-20T10:00"), **kind),
            case_of("K4", points=300, **(kind | {"outcome": "open"})),
            case_of("K5", points=300, appeal="granted", **kind),
            case_of("K6", points=100, platform="kuaishou", **kind),
            case_of("K7", points=400, **(kind | {"scheme": "平台12分制"})),
        ]
    )
    usual, first, second = app.ask(PointsLedger("merchant:S1", date(2026, 6, 30)))
    assert (first.platform, first.total, [one.case for one in first.lost]) == ("douyin", 350, ["K1", "K2"])
    assert (first.reached and first.reached.node, first.next and first.next.node, first.left) == (300, 600, 250)
    assert first.clear_on == date(2027, 1, 1)
    assert (usual.next and usual.next.node, usual.left, usual.clear_on) == (1200, 800, date(2027, 1, 1))
    assert (second.platform, second.total, second.reached) == ("kuaishou", 100, None)
    assert app.ask(PointsLedger("merchant:S1", date(2026, 2, 1))) == ()


def test_that_one_more_violation_is_foreseen_by_its_severity(app: Auditor, fill: Fill) -> None:
    kind = {"kind": "infraction", "outcome": "substantiated", "points": 400}
    fill(
        cases=[
            case_of("K1", scheme=SCHEME, **kind),
            case_of("K2", platform="kuaishou", scheme=SCHEME, severity="major", **kind),
            case_of("K3", platform="kuaishou", scheme=SCHEME, **(kind | {"points": 500})),
        ]
    )
    known, own = app.ask(PointsLedger("merchant:S1", date(2026, 6, 30)))
    told = [(one.severity, one.total, one.node and one.node.node, one.known) for one in known.forecast]
    assert told == [("minor", 700, 600, True), ("major", 1000, 600, True), ("critical", 1600, 1200, True)]
    assert [(one.severity, one.total, one.node and one.node.node, one.known) for one in own.forecast] == [
        ("major", 1300, 1200, False)
    ]
