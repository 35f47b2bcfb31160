"""The month of an office that docs/a-month.md tells: its commands are typed here, and what they leave is looked at."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.app import Auditor
from auditor.cli.main import main
from auditor.clock import SHANGHAI
from auditor.model.types import date_of
from auditor.monitor import Silent
from auditor.services.cases.case import CaseOf
from auditor.services.cases.queues import CaseQueue
from auditor.services.dumps import Dump
from auditor.services.runs import Runs
from auditor.services.training.awards import Awards
from auditor.services.training.matrix import LearnersOf
from auditor.services.training.sessions import Sessions
from auditor.storage.verify import verify_chain
from tests.pages.literate import Command, File, missing, steps

PAGE = Path(__file__).parents[2] / "docs" / "a-month.md"
END = datetime(2026, 6, 30, 18, tzinfo=SHANGHAI)


@dataclass(frozen=True, slots=True)
class Told:
    """What a command of the page said on both streams, and how it ended."""

    step: Command
    code: int
    text: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("month")


@pytest.fixture(scope="module")
def played(folder: Path) -> list[Told]:
    """The whole month, typed in the office's folder on a wide screen; it stops where a command ends otherwise."""
    told: list[Told] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name, value in (("AUDITOR_WORKSPACE", "office.auditor"), ("AUDITOR_LANG", "en"), ("COLUMNS", "200")):
            patch.setenv(name, value)
        for step in steps(PAGE.read_text(encoding="utf-8")):
            if isinstance(step, File):
                (folder / step.name).write_text(step.text, encoding="utf-8")
                continue
            told.append(_typed(step))
            if told[-1].code != step.code:
                break
    return told


def _typed(step: Command) -> Told:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        code = main(step.words[1:], clock=lambda: step.at)
    return Told(step, code, said.getvalue())


def test_that_every_command_of_the_page_says_what_the_page_says(played: list[Told]) -> None:
    for told in played:
        lacking = missing(told.step.expected, told.text)
        where = f"line {told.step.line}: {' '.join(told.step.words)}\n{told.text}"
        assert (told.code, lacking) == (told.step.code, None), where
    assert len(played) > 90


@pytest.fixture
def office(folder: Path, played: list[Told]) -> Iterator[Auditor]:
    """The workspace as the month left it."""
    with Auditor.open(folder / "office.auditor", clock=lambda: END) as opened:
        yield opened


def test_that_every_case_came_to_its_end(office: Auditor) -> None:
    assert office.ask(CaseQueue()).count == 0
    told = {code: office.ask(CaseOf(code)) for code in ("TS-01", "TS-02", "WG-01", "WG-02")}
    assert {code: (one.state.stage, one.outcome) for code, one in told.items()} == {
        "TS-01": ("closed", "substantiated"),
        "TS-02": ("closed", "unsubstantiated"),
        "WG-01": ("closed", "substantiated"),
        "WG-02": ("closed", "overturned"),
    }
    assert all(one.gate == () for one in told.values())
    (action,), (appeal,) = told["WG-01"].actions, told["WG-02"].appeals
    assert (action.values["done_by"], action.values["verified_by"]) == ("岑专员", "闻专员")
    assert (appeal.values["number"], appeal.values["result"]) == (1, "upheld")
    assert [date_of(one.values["valid_until"]).isoformat() for one in told["WG-02"].sanctions] == ["2026-06-19"]


def test_that_certificates_and_gaps_stand_as_the_month_left_them(office: Auditor) -> None:
    issued = office.ask(Awards())
    assert sorted(one.number for one in issued) == [f"ORG-2026-{number:06}" for number in range(1, 8)]
    fallen = {one.number: bool(one.replaced_by) for one in issued if one.revoked_on is not None}
    assert fallen == {"ORG-2026-000002": False, "ORG-2026-000003": True}
    assert Counter(one.status for one in office.ask(Sessions())) == {"held": 3}
    assert [one.learner for one in office.ask(LearnersOf("YQ-FOOD"))] == ["H02"]
    assert [one.learner for one in office.ask(LearnersOf("YQ-ANN"))] == ["H04"]


def test_that_the_chain_is_whole_and_the_backup_restores_the_same_office(office: Auditor, folder: Path) -> None:
    assert len(office.ask(Runs())) == 3
    with office.context.store.reading() as connection:
        assert verify_chain(connection, Silent()).ok
    with Auditor.open(folder / "restored.auditor", clock=lambda: END) as restored:
        assert contents(restored) == contents(office)


def contents(app: Auditor) -> Any:
    """Everything that is decisive, as one document."""
    pieces: list[str] = []
    app.ask(Dump(pieces.append))
    return json.loads("".join(pieces))


def test_that_a_page_is_read_as_it_is_written() -> None:
    page = "## 2026-06-01 x\n```csv a.csv\nb,c\n```\n```console\n# 09:30\n$ auditor a \\\n  b\none … three\n[exit 2]\n```\n"
    file, command = steps(page)
    assert file == File("a.csv", "b,c\n")
    assert isinstance(command, Command)
    assert (command.words, command.code, command.at.isoformat()) == (
        ["auditor", "a", "b"],
        2,
        "2026-06-01T09:30:00+08:00",
    )
    assert missing(["one … three"], "zero\none  two three\n") is None
    assert missing(["two", "one"], "one\ntwo\n") == "one"
    with pytest.raises(ValueError, match="2"):
        list(steps("```console\n$ auditor a\n```\n"))
