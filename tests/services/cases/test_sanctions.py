"""Several sanctions of one case: rules judge by the gravest; a decision after an appeal that won counts again."""

from __future__ import annotations

from datetime import datetime

import pytest

from auditor.app import Auditor
from auditor.i18n import Translator
from auditor.services.cases.case import CaseOf, CaseShown
from auditor.services.cases.logging import CaseRefused
from auditor.services.editing import SaveRecord
from tests.services.cases.conftest import Tell, case_of
from tests.services.today.conftest import Fill


@pytest.fixture
def decided(fill: Fill, tell: Tell) -> None:
    fill(cases=[case_of("K1")])
    tell("decided", "2026-06-29 13:00", outcome="substantiated")


def shown(app: Auditor) -> CaseShown:
    return app.ask(CaseOf("K1"))


def own(app: Auditor) -> tuple[object, ...]:
    values = shown(app).case.values
    return tuple(str(values[name]) for name in ("sanction", "sanction_until"))


def notes(app: Auditor) -> list[str]:
    return [Translator("en").t(one) for one in shown(app).cautions]


@pytest.mark.usefixtures("decided")
def test_that_rules_see_the_gravest_of_several_sanctions(app: Auditor, tell: Tell) -> None:
    tell("sanctioned", sanction="warning", until="永久")
    tell("sanctioned", sanction="ban_live", until="2026-07-10", text="再犯")
    assert own(app) == ("ban_live", "20644")
    tell("sanctioned", "2026-06-30 11:05", sanction="throttle", until="2026-12-31")
    assert own(app) == ("ban_live", "20644")
    tell("sanctioned", sanction="suspend", until="2026-08-10", since="2026-07-11", text="停播")
    assert own(app)[0] == "suspend"
    assert notes(app) == []


@pytest.mark.usefixtures("decided")
def test_that_a_grave_sanction_that_came_otherwise_is_told_for_rules_do_not_see_it(app: Auditor) -> None:
    texts = {"case": "K1", "kind": "ban_live", "valid_from": "2026-06-30", "valid_until": "2026-07-30"}
    app.do(SaveRecord("sanctions", None, tuple(texts.items())))
    (told,) = notes(app)
    assert "ban live" in told.lower()
    assert "2026-07-30" in told


@pytest.mark.usefixtures("decided")
def test_that_a_decision_after_an_appeal_that_won_counts_again(app: Auditor, tell: Tell) -> None:
    tell("sanctioned", "2026-06-29 14:00", sanction="throttle", until="2026-12-31")
    tell("appealed", "2026-06-29 15:00")
    tell("appeal_decided", "2026-06-29 16:00", result="upheld")
    assert shown(app).outcome == "overturned"
    (told,) = notes(app)
    assert "2026-12-31" in told
    with pytest.raises(CaseRefused, match="substantiated"):
        tell("sanctioned", sanction="warning", until="永久")
    with pytest.raises(CaseRefused) as asked:
        tell("decided")
    assert asked.value.field == "outcome"
    tell("decided", "2026-06-30 11:00", outcome="substantiated", severity="minor")
    assert (shown(app).outcome, notes(app)) == ("substantiated", [])
    assert len(shown(app).appeals) == 1


@pytest.mark.usefixtures("decided")
def test_that_a_decision_logged_late_does_not_undo_the_appeal_after_it(app: Auditor, tell: Tell) -> None:
    tell("appealed", "2026-06-29 15:00")
    tell("appeal_decided", "2026-06-29 16:00", result="upheld")
    tell("decided", "2026-06-29 14:00", outcome="substantiated")
    assert (shown(app).outcome, shown(app).now) == ("overturned", datetime(2026, 6, 30, 12))
