"""The sheets of the two desks: there and back through a workbook, references refused in words, what may not be said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import select

from auditor.app import Auditor
from auditor.errors import CallerMistake
from auditor.exporting import export_rows, write_export
from auditor.model.sheets import BY_NAME, SHEETS
from auditor.model.tables import MAIN
from auditor.model.values import CLEAR, FOREVER, Other, ParsedRow
from auditor.services.calling import called
from auditor.services.dumps import Dump
from auditor.services.editing import FieldHistory, RecordNamed, Refused, RemoveRecord, SaveRecord
from auditor.services.imports import Imported, ImportFiles
from auditor.services.profiles import ProfileOf, subject_id
from auditor.services.records import Problems, Recorder
from auditor.services.training.staying import MARKS
from auditor.services.undoing import Undo
from auditor.storage.work import Recorded
from tests.beginning import begun
from tests.importing.books import workbook
from tests.services.conftest import NOW, TODAY, Store
from tests.services.desk_rows import DESKS, award, case, world
from tests.services.rows import day


@cache
def _filled() -> bytes:
    """A workspace with the whole world of the desks, stored once."""
    with TemporaryDirectory() as folder:
        path = begun(Path(folder) / "w.auditor", lambda: NOW, "测试")
        with Auditor.open(path, clock=lambda: NOW) as app:
            told = filled(app, world())
            assert [(one.cell, one.code) for problems in told.values() for one in problems.found] == []
        return path.read_bytes()


def filled(app: Auditor, rows: dict[str, list[dict[str, Any]]]) -> dict[str, Problems]:
    """Store rows by sheet through the write path."""
    told: dict[str, Problems] = {}
    with app.context.store.writing(Recorded("me", "import")) as work:
        recorder = Recorder(work, TODAY)
        for sheet in SHEETS:
            if sheet.name in rows:
                told[sheet.name] = Problems(sheet.zh)
                parsed = [ParsedRow(number, values) for number, values in enumerate(rows[sheet.name], start=2)]
                recorder.apply(sheet, parsed, told[sheet.name])
    return told


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Auditor]:
    """A workspace with the whole world of the desks."""
    path = tmp_path / "w.auditor"
    path.write_bytes(_filled())
    path.chmod(0o600)
    with Auditor.open(path, clock=lambda: NOW) as opened:
        yield opened


@pytest.fixture
def app(desks: Auditor) -> Auditor:
    """What ``store`` writes to."""
    return desks


def dumped(app: Auditor) -> str:
    pieces: list[str] = []
    app.ask(Dump(pieces.append))
    return "".join(pieces)


def exported(app: Auditor, path: Path, *subjects: tuple[str, str]) -> Path:
    with app.context.store.reading() as connection:
        ids = [subject_id(connection, *one) for one in subjects] or None
        (written,) = write_export(path, export_rows(connection, ids), masked=False, language="zh")
    return written


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Auditor]:
    path = begun(tmp_path / "empty.auditor", lambda: NOW, "空")
    with Auditor.open(path, clock=lambda: NOW) as opened:
        yield opened


def counts_of(imported: Imported) -> dict[str, tuple[int, int, int, int]]:
    told = {sheet.name: sheet.counts for file in imported.files for sheet in file.sheets}
    return {name: (c.created, c.updated, c.unchanged, c.refused) for name, c in told.items()}


def test_that_the_world_fills_every_field_of_every_new_sheet() -> None:
    rows = world()
    for name in DESKS:
        told = {field for row in rows[name] for field in row}
        assert {one.name for one in BY_NAME[name].fields} == told, name


def test_that_an_export_of_the_desks_imports_again_without_a_change(desks: Auditor, tmp_path: Path) -> None:
    book = exported(desks, tmp_path / "out.xlsx")
    told = counts_of(desks.run(ImportFiles((book,))))
    assert {name: told[name] for name in DESKS} == {name: (0, 0, len(world()[name]), 0) for name in DESKS}
    assert all(created == updated == refused == 0 for created, updated, _, refused in told.values())


def test_that_a_new_workspace_becomes_the_same(desks: Auditor, empty: Auditor, tmp_path: Path) -> None:
    book = exported(desks, tmp_path / "out.xlsx")
    told = counts_of(empty.run(ImportFiles((book,))))
    assert {name: told[name][0] for name in DESKS} == {name: len(world()[name]) for name in DESKS}
    assert dumped(empty) == dumped(desks)


def test_that_chosen_subjects_take_along_what_hangs_on_their_cases(desks: Auditor, tmp_path: Path) -> None:
    with desks.context.store.reading() as connection:
        ids = [subject_id(connection, "host", "H2")]
        rows = {sheet.name: list(found) for sheet, found in export_rows(connection, ids)}
    assert [row["code"] for row in rows["cases"]] == ["K2"]
    assert [len(rows[name]) for name in ("case_events", "sanctions", "appeals", "actions")] == [1, 1, 1, 1]
    assert rows["enrolments"] == rows["awards"] == rows["sessions"] == []


def refused(stored: Any, sheet: str) -> list[tuple[str, str]]:
    _, problems, _ = stored
    return [(one.code, one.message.text) for one in problems[sheet].found if one.level == "error"]


@pytest.mark.parametrize(
    ("sheet", "row", "code", "hint"),
    [
        ("enrolments", {"session": "S9", "learner": "H1"}, "unknown_session", "sessions sheet first"),
        ("enrolments", {"session": "S1", "learner": "H9"}, "unknown_reference", "import it first"),
        ("sessions", {"code": "S2", "course": "C9", "planned_start": 0}, "unknown_course", "courses sheet first"),
        ("trainings", {"learner": "H1", "course": "C9", "completed_on": 0}, "unknown_course", "give its title"),
        ("case_events", {"case": "K9", "at": 0, "kind": "note"}, "unknown_case", "PLATFORM:NUMBER"),
        ("case_events", {"case": "taobao:K1", "at": 0, "kind": "note"}, "unknown_case", "cases sheet first"),
        ("case_events", {"case": "K1", "at": 0, "kind": "note"}, "ambiguous_reference", "Write the code"),
    ],
)
def test_that_an_unknown_record_is_refused_with_what_to_do(
    desks: Auditor, store: Store, sheet: str, row: dict[str, Any], code: str, hint: str
) -> None:
    ((found, sentence),) = refused(store({sheet: [row]}), sheet)
    assert found == code
    assert hint in sentence


def test_that_a_case_is_named_by_its_code_until_another_platform_has_it_too(desks: Auditor, store: Store) -> None:
    assert desks.ask(RecordNamed("case:K2", "case_event:received")).values["case"] == "K2"
    store({"cases": [{**case("K2"), "platform": Other("某平台")}]})
    assert desks.ask(RecordNamed("case:抖音:K2", "case_event:received")).values["case"] == "douyin:K2"
    assert desks.ask(RecordNamed("case:某平台:K2")).values["platform"] == "某平台"
    with pytest.raises(CallerMistake, match="More than one"):
        desks.ask(RecordNamed("case:K2"))


# awards


@pytest.mark.parametrize(
    "change", [{"issued_on": day("2026-06-03")}, {"trainer": "别人"}, {"valid_until": FOREVER}, {"learner": "H2"}]
)
def test_that_an_issued_certificate_is_not_changed(desks: Auditor, store: Store, change: dict[str, Any]) -> None:
    before = dumped(desks)
    ((code, sentence),) = refused(store({"awards": [award("N2", **change)]}), "awards")
    assert (code, "revoke it" in sentence) == ("append_only", True)
    assert dumped(desks) == before


def test_that_a_certificate_is_revoked_once_with_its_reason(desks: Auditor, store: Store) -> None:
    number = desks.ask(RecordNamed("award:N2")).id

    def save(**texts: str) -> Any:
        return desks.do(SaveRecord("awards", number, tuple(texts.items())))

    with pytest.raises(Refused, match="filled in as well"):
        save(revoked_on="2026-06-12")
    done = save(revoked_on="2026-06-12", revoke_reason="代考", revoked_by="赵")
    with pytest.raises(Refused, match="revoked already"):
        save(revoked_on="")
    with pytest.raises(Refused, match="revoked already"):
        save(revoke_reason="别的")
    with pytest.raises(CallerMistake, match="stays on record"):
        desks.do(RemoveRecord("awards", number))
    assert desks.ask(RecordNamed("award:N2")).values["revoke_reason"] == "代考"
    assert done.change is not None
    desks.run(Undo(done.change))
    assert desks.ask(RecordNamed("award:N2")).values["revoked_on"] is None


def test_that_undo_takes_an_issued_certificate_back(desks: Auditor, store: Store) -> None:
    _, _, change = store({"awards": [award("N9", learner="H2")]})
    assert change is not None
    desks.run(Undo(change))
    with pytest.raises(CallerMistake, match="no award"):
        desks.ask(RecordNamed("award:N9"))


def test_that_one_achievement_is_certified_once(desks: Auditor, store: Store) -> None:
    rows = [award("N7"), award("N8", replaces="N2"), award("N9", replaces="N8"), award("N10", attempt=2)]
    stored = store({"awards": rows})
    assert [code for code, _ in refused(stored, "awards")] == ["second_certificate"]
    assert stored[0]["awards"].created == 3


# what a row may not say


def typed(app: Auditor, sheet: str, **texts: str) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as told:
        app.do(SaveRecord(sheet, None, tuple(texts.items())))
    return [(one.field, one.code) for one in told.value.told if one.level == "error"]


def test_that_a_form_refuses_what_a_row_may_not_say(desks: Auditor) -> None:
    learnt = {"learner": "H2", "course": "C1", "completed_on": "2026-06-01"}
    made = {"case": "K2", "number": "2", "action": "复训", "responsible": "王"}
    spoken = {"case": "K2", "kind": "罚款", "valid_from": "2026-06-05"}
    assert typed(desks, "trainings", **learnt, score="101") == [("score", "outside_scale")]
    assert typed(desks, "trainings", **learnt, score="-1") == [("score", "out_of_range")]
    assert typed(desks, "trainings", **learnt, started_on="2026-06-02") == [("completed_on", "wrong_order")]
    assert typed(desks, "enrolments", session="S1", learner="H2", score="100.5") == [("score", "outside_scale")]
    ahead = {**learnt, "number": "N8", "completed_on": "2026-07-01", "issued_on": "2026-06-02"}
    assert typed(desks, "awards", **ahead) == [("completed_on", "future_date")]
    assert typed(desks, "sanctions", **spoken) == [("valid_until", "missing_value")]
    assert typed(desks, "sanctions", **spoken, valid_until="2026-06-04") == [("valid_until", "end_before_start")]
    assert typed(desks, "actions", **made, verified_by=" 王") == [("verified_by", "own_verification")]
    assert typed(desks, "actions", **made, done_by="李", verified_by="李") == [("verified_by", "own_verification")]
    version = {"course": "C1", "version": "V3", "effective_from": "2026-06-01"}
    assert typed(desks, "course_versions", **version, validity="按月数") == [("validity", "missing_value")]
    assert typed(desks, "course_versions", **version, fixed_day="13-01") == [("fixed_day", "unreadable_date")]


def test_that_verification_of_ones_own_action_is_refused_whichever_half_comes_later(desks: Auditor) -> None:
    number = desks.ask(RecordNamed("case:K2", "action:1")).id
    for name in ("done_by", "responsible"):
        with pytest.raises(Refused) as told:
            desks.do(SaveRecord("actions", number, ((name, "赵"),)))
        assert [one.code for one in told.value.told] == ["own_verification"]


def test_that_a_pasted_grid_names_the_cell(desks: Auditor, tmp_path: Path) -> None:
    book = workbook(
        tmp_path / "in.xlsx",
        ("处罚记录", [["案件编号", "处罚措施", "处罚起", "处罚止"], ["K2", "罚款", "2026-06-05", None]]),
        ("整改措施", [["案件编号", "措施序号", "措施", "责任人", "核验人"], ["K2", 3, "复训", "王", "王"]]),
        ("培训名单", [["培训场次编号", "学员编号", "成绩"], ["S1", "H2", 120]]),
        (
            "培训证书",
            [
                ["证书编号", "学员编号", "课程编码", "完成日期", "发证日期"],
                ["N8", "H2", "C1", "2026-07-01", "2026-06-30"],
                ["N2", "H2", "C1", "2026-06-01", "2026-06-02"],
            ],
        ),
    )
    (file,) = desks.run(ImportFiles((book,))).files
    told = {(one.sheet, one.cell, one.code) for one in file.problems if one.level == "error"}
    assert told == {
        ("处罚记录", "D2", "missing_value"),
        ("整改措施", "E2", "own_verification"),
        ("培训名单", "C2", "outside_scale"),
        ("培训证书", "D2", "future_date"),
        ("培训证书", "B3", "append_only"),
    }


# history, profiles, naming


def test_that_records_of_the_desks_stand_on_the_profile_with_their_history(desks: Auditor) -> None:
    records = desks.ask(ProfileOf("host", "H2")).records
    assert [len(records[name]) for name in ("cases", "case_events", "sanctions", "appeals", "actions")] == [1] * 5
    named = desks.ask(RecordNamed("host:H2", "appeal:1"))
    assert named == desks.ask(RecordNamed("case:K2", "appeal:1"))
    desks.do(SaveRecord("appeals", named.id, (("result", "支持"),)))
    last = desks.ask(FieldHistory("host", "H2"))[0]
    assert (last.record, last.field, last.before, last.after) == ("appeal K2 1", "result", "partly", "upheld")


def test_that_a_session_with_a_roster_is_not_removed_and_its_lines_are_named(desks: Auditor) -> None:
    session = desks.ask(RecordNamed("session:S1"))
    with pytest.raises(CallerMistake, match=r"enrolment 六月场 \(S1\) host 名H1 \(H1\)"):
        desks.do(RemoveRecord("sessions", session.id))
    line = desks.ask(RecordNamed("session:S1", "enrolment:张三"))
    assert line.values["learner"] == "张三"
    with pytest.raises(CallerMistake, match="How it went for 张三 at S1 is on file already"):
        desks.do(RemoveRecord("enrolments", line.id))
    desks.do(SaveRecord("enrolments", line.id, (("state", "请假"), *((name, "") for name in MARKS))))
    done = desks.do(RemoveRecord("enrolments", line.id))
    assert done.result.record == "enrolment S1 张三"


def test_that_every_record_is_called_in_the_words_of_the_language(desks: Auditor) -> None:
    said = {}
    with desks.context.store.reading() as connection:
        for sheet in SHEETS:
            for number in connection.execute(select(MAIN[sheet.table].c.id)).scalars():
                said[sheet.name] = called(connection, MAIN[sheet.table], {"id": number})
    assert {name for name, one in said.items() if re.search(r"[a-z_]|\D:", one.zh)} == set()
    assert said["sanctions"].zh == "处罚记录 K1（快手） 关闭账号 2026-06-03"
    assert said["enrolments"].zh == "培训名单 六月场（S1） 员工 张三"
    assert said["trainings"].en == "training host 名H1 (H1) 食品安全 (C1) 2026-06-01"


def test_that_staff_become_subjects_and_back(desks: Auditor, store: Store) -> None:
    line = desks.ask(RecordNamed("session:S1", "enrolment:张三"))
    desks.do(SaveRecord("enrolments", line.id, (("learner_type", "主播"), ("learner", "H2"))))
    assert desks.ask(RecordNamed("session:S1", "enrolment:H2")).id == line.id
    desks.do(
        SaveRecord(
            "feedback", None, (("code", "F9"), ("kind", "建议"), ("subject", "M1"), ("received_at", "2026-06-01 10:00"))
        )
    )
    assert desks.ask(RecordNamed("feedback:F9")).values["subject_type"] == "merchant"
    counts, _, _ = store({"feedback": [{"code": "F9", "kind": "suggestion", "subject": CLEAR, "received_at": 0}]})
    assert counts["feedback"].updated == 1
