"""The import room without widgets: files, wishes, counters, sentences, lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import CallerMistake
from auditor.i18n import Translator, said
from auditor.importing.read import ChosenColumn, Guess, MatchedColumn, Mend
from auditor.model.fields import Field, Kind
from auditor.model.problem_list import SHOWN, ProblemList
from auditor.model.values import CLEAR, FOREVER, Other, Problem
from auditor.services.imports import Filled, Imported, ImportedFile, ImportedSheet
from auditor.services.records import Counts
from auditor.services.records.outcome import Changed, Outcomes, Shown
from ui.importing.completeness import completeness_lines
from ui.importing.digest import digest
from ui.importing.lines import listed, rows_listed, there_are, value_text
from ui.importing.matching import choices, guesses, match_line, matches, summary
from ui.importing.sentences import dragged, not_taken, sentence, shown_of
from ui.importing.state import COMPLETENESS, MENDED, ImportState, Step
from ui.importing.wishes import Wishes

EN, ZH = Translator("en"), Translator("zh")
A, B = Path("a.xlsx"), Path("b.csv")


def _outcomes() -> Outcomes:
    made = Outcomes()
    made.put(2, "created")
    made.show(
        Shown(2, "created", {"code": "H1", "stage_name": "小鹿", "categories": ("food_prepacked", Other("玄学"))})
    )
    made.put(3, "updated", warned=True)
    made.show(Shown(3, "updated", {"code": "H2"}, (Changed("followers", 1200, None), Changed("unit", None, "美食组"))))
    return made


def _sheet(counts: Counts, *columns: MatchedColumn) -> ImportedSheet:
    return ImportedSheet(
        "hosts", "名单", counts, {}, completeness=(Filled("hosts", "real_name", 1, 3), Filled("hosts", "unit", 0, 3)),
        matched=columns, outcomes=_outcomes(),
    )  # fmt: skip


def _problem(cell: str, level: str = "error") -> Problem:
    return Problem("名单", cell, level, "x", said("Wrong."))  # type: ignore[arg-type] # a literal


def _imported(*problems: Problem, change: int | None = None, counts: Counts | None = None) -> Imported:
    columns = (
        MatchedColumn("A", "主播编号", "code", "exact"),
        MatchedColumn("B", "艺名", "stage_name", "alias"),
        MatchedColumn("C", "粉丝量", "", "none", (Guess("followers", 86),)),
        MatchedColumn("D", "导出批次", "", "none"),
    )
    sheet = _sheet(counts or Counts(created=1, updated=1, refused=1, warned=1), *columns)
    return Imported((ImportedFile(A, (sheet,), ProblemList(problems)),), change, change is None)


@pytest.fixture
def previewed() -> ImportState:
    state = ImportState()
    state.add((A,))
    state.reading()
    state.previewed(digest(_imported(_problem("B4"), _problem("C3", "warning"))))
    return state


def test_that_files_are_added_once_and_others_are_left_aside() -> None:
    state = ImportState()
    assert state.add((A, Path("notes.docx"), A))
    assert list(state.files) == [A]
    assert not state.add((A, Path("photo.jpg")))
    assert state.add((B,))
    assert list(state.files) == [A, B]


def test_that_taking_the_last_file_out_empties_the_room(previewed: ImportState) -> None:
    assert not previewed.remove(A)
    assert (previewed.step, previewed.files, previewed.outcome) == (Step.EMPTY, (), None)


def test_that_a_preview_opens_with_what_needs_a_person(previewed: ImportState) -> None:
    assert previewed.filter == "refused"
    previewed.look_at("created")
    previewed.previewed(digest(_imported(_problem("B4"))))
    assert previewed.filter == "created", "a filter that was picked stays"


def test_that_files_after_an_import_begin_a_new_one(previewed: ImportState) -> None:
    previewed.wishes = previewed.wishes.mended(Mend("名单", "B4", "x"))
    previewed.stored(digest(_imported(change=7)))
    assert previewed.add((B,))
    assert previewed.files == (B,)
    assert previewed.mends == ()


def test_that_refused_files_stay_listed_with_the_reason(previewed: ImportState) -> None:
    error = CallerMistake(said("Broken."))
    previewed.refused(error)
    assert previewed.files == (A,)
    assert previewed.refusal is error
    previewed.reading()
    assert previewed.refusal is None


def test_that_stopping_leads_back_to_what_was_known(previewed: ImportState) -> None:
    previewed.storing()
    previewed.stopped()
    assert previewed.step is Step.PREVIEW
    fresh = ImportState()
    fresh.add((A,))
    fresh.reading()
    fresh.stopped()
    assert fresh.step is Step.REFUSED
    assert fresh.files == (A,)


def test_that_a_later_wish_for_the_same_place_replaces_the_earlier() -> None:
    wishes = Wishes((A,)).mended(Mend("s", "B4", "1")).mended(Mend("s", "B5", "2")).mended(Mend("s", "B4", "3"))
    assert [(one.cell, one.text) for one in wishes.choices.mends] == [("B5", "2"), ("B4", "3")]
    assert [one.cell for one in wishes.unmended(Mend("s", "B5", "")).choices.mends] == ["B4"]
    wishes = wishes.matched(ChosenColumn("s", "艺名", "note")).matched(ChosenColumn("s", "艺名", ""))
    assert wishes.choices.columns == (ChosenColumn("s", "艺名", ""),)
    assert wishes.mapped(None).choices.columns == ()
    assert wishes.mapped(None).choices.mends == wishes.choices.mends


def test_that_preview_and_import_are_the_same_job_but_for_the_storing() -> None:
    wishes = Wishes((A,)).mended(Mend("s", "B4", "1"))
    assert replace(wishes.job(dry_run=True), dry_run=False) == wishes.job(dry_run=False)


def test_that_a_sentence_says_how_far_the_import_is(previewed: ImportState) -> None:
    assert sentence(ImportState(), EN) == ""
    assert sentence(previewed, EN) == "Importing will store rows: 1 new, 1 changed; refused: 1."
    previewed.stored(digest(_imported(change=7)))
    assert sentence(previewed, EN) == "Imported as change 7: 1 new, 1 changed, 1 refused."
    previewed.stored(digest(_imported(counts=Counts(unchanged=2))))
    assert "nothing was changed" in sentence(previewed, EN)


def test_that_a_drop_is_judged_before_it_happens() -> None:
    words, told = dragged((A, Path("photo.jpg")), busy=False)
    assert told == [("a.xlsx", True), ("photo.jpg", False)]
    assert "this file" in EN.t(words)
    assert "under way" in EN.t(dragged((A,), busy=True)[0])
    left = not_taken((A, *(Path(f"{n}.jpg") for n in range(9))))
    assert left is not None
    assert EN.t(left).endswith("5.jpg +3")
    assert not_taken((A, B)) is None


def test_that_created_rows_are_listed_with_their_values(previewed: ImportState) -> None:
    previewed.look_at("created")
    rows = listed(previewed, ZH)
    assert rows.titles == ("行", "主播编号", "昵称", "带货类目")
    assert rows.lines[0][0] == ("2", "H1", "小鹿", "预包装食品、玄学")


def test_that_changed_rows_are_listed_field_by_field(previewed: ImportState) -> None:
    previewed.look_at("updated")
    lines = [texts for texts, _ in listed(previewed, EN).lines]
    assert lines == [("3", "H2", "Followers", "1,200", "–"), ("3", "H2", "Team", "–", "美食组")]


def test_that_problems_stand_at_their_cell_with_the_column(previewed: ImportState) -> None:
    assert [texts[1:3] for texts, _ in listed(previewed, ZH).lines] == [("B4", "昵称")]
    previewed.look_at("warned")
    assert [texts[1:3] for texts, _ in listed(previewed, ZH).lines] == [("C3", "粉丝量")]


def test_that_a_sheet_can_be_looked_at_alone(previewed: ImportState) -> None:
    previewed.sheet = 0
    assert previewed.counts["created"] == 1
    assert listed(previewed, EN).lines


def test_that_only_the_first_problems_are_kept_and_the_rest_is_counted() -> None:
    state = ImportState()
    state.add((A,))
    many = [_problem(f"B{n}") for n in range(2, SHOWN + 102)]
    state.previewed(digest(_imported(*many, counts=Counts(refused=len(many)))))
    assert rows_listed(state) == SHOWN
    assert there_are(state) == SHOWN + 100
    assert shown_of(rows_listed(state), there_are(state), EN) == "The first 300 of 400."
    assert shown_of(5, 5, EN) == ""


def test_that_guesses_stand_first_and_wait_to_be_confirmed(previewed: ImportState) -> None:
    found = matches(previewed.digest, None)
    assert [one.column.letter for one in found] == ["C", "D", "A", "B"]
    assert [one.guess for one in guesses(found)] == ["followers"]
    assert match_line(found[0], ZH) == ("粉丝量", "? 粉丝数", "猜测 86%")
    assert found[0].chosen("followers") == ChosenColumn("名单", "粉丝量", "followers", "a.xlsx")
    assert summary(found, EN) == "2 of 4 columns matched · 1 guess to confirm"
    offered = dict(choices(found[0], EN))
    assert offered[""] == "— leave out —"
    assert offered["stage_name"] == "Stage name * (now from 艺名)"


def test_that_mends_are_listed_and_an_emptied_list_leads_back(previewed: ImportState) -> None:
    previewed.wishes = previewed.wishes.mended(Mend("名单", "B4", "小鹿", "a.xlsx"))
    previewed.look_at(MENDED)
    assert [texts for texts, _ in listed(previewed, EN).lines] == [("a.xlsx", "名单", "B4", "小鹿")]
    previewed.wishes = previewed.wishes.unmended(previewed.mends[0])
    previewed.previewed(digest(_imported(_problem("B4"))))
    assert previewed.filter == "refused"


def test_that_completeness_names_the_rules_and_leaves_out_what_nobody_needs(previewed: ImportState) -> None:
    previewed.look_at(COMPLETENESS)
    lines = completeness_lines(previewed, {("hosts", "real_name"): ("ID-03", "ID-04")}, EN)
    assert lines == [("名单 → hosts", "Real name", "33 %", "1 of 3", "ID-03, ID-04")]
    lines = completeness_lines(previewed, {("hosts", "unit"): ("X-1",)}, EN)
    assert [(line[1], line[2]) for line in lines] == [("Team", "0 %"), ("Real name", "33 %")]


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (Field("x", "x", Kind.DATE), 20_000, "2024-10-04"),
        (Field("x", "x", Kind.END), FOREVER, "long-term"),
        (Field("x", "x"), CLEAR, "(cleared)"),
        (Field("x", "x", Kind.ENUM, words="platform"), Other("某平台"), "某平台"),
        (Field("x", "x", Kind.BOOL), 1, "yes"),
        (Field("x", "x", Kind.DECIMAL), 9250, "92.50"),
        (Field("x", "x"), None, ""),
    ],
)
def test_that_a_value_reads_as_people_write_it(field: Field, value: object, text: str) -> None:
    assert value_text(field, value, EN) == text
