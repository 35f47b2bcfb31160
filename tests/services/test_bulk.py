"""Work on what is chosen of a list: seen beforehand, done as one change, undone whole."""

from __future__ import annotations

import pytest

from auditor.app import Auditor
from auditor.errors import AuditorError, Busy, CallerMistake
from auditor.model.sheets import BY_TABLE
from auditor.monitor import Stoppable
from auditor.services.bulk import BulkEdit, may_be_set
from auditor.services.changes import Head
from auditor.services.lists import ListFilter, ListIds, ListRows
from auditor.services.lists.chosen import Listed
from auditor.services.profiles import ProfileOf
from auditor.services.undoing import Undo
from tests.services.conftest import Store


@pytest.fixture
def hosts(app: Auditor, store: Store) -> Auditor:
    rows: list[dict[str, object]] = [
        {"code": f"H{n}", "stage_name": f"主播{n}", "unit": "甲组" if n < 6 else "乙组"} for n in range(1, 9)
    ]
    rows[0]["tags"] = ("重点",)
    rows[1]["owner"] = "陈静"
    licence = {"owner_type": "host", "owner": "H1", "kind": "other", "valid_from": 20_000, "valid_until": 21_000}
    store({"hosts": rows, "licences": [licence | {"number": "N1"}, licence | {"number": "N2", "valid_from": 22_000}]})
    return app


FIRST = Listed("host", ListFilter(unit=("甲组",)))


def owners(app: Auditor) -> dict[str, object]:
    ids = tuple(app.ask(ListIds("host", order="code")))
    return {row.code: row.values["owner"] for row in app.ask(ListRows("host", ids))}


def tags(app: Auditor, code: str) -> object:
    return next(one.value for one in app.ask(ProfileOf("host", code)).fields if one.field.name == "tags")


def test_that_a_field_is_set_for_all_that_match_as_it_was_seen_beforehand_and_undone_whole(hosts: Auditor) -> None:
    before, head = owners(hosts), hosts.ask(Head()).change
    job = BulkEdit(FIRST, (("owner", "陈静"),))
    seen = hosts.run(BulkEdit(FIRST, (("owner", "陈静"),), dry_run=True))
    assert (seen.chosen, seen.counts, seen.change) == (5, (4, 1, 0), None)
    assert owners(hosts) == before
    assert hosts.ask(Head()).change == head
    assert next((one.code, one.changes[0].field, one.changes[0].after) for one in seen.samples) == (
        "H1",
        "owner",
        "陈静",
    )
    done = hosts.run(BulkEdit(FIRST, job.texts, expected=seen.counts))
    assert done.counts == seen.counts
    assert done.change == head + 1
    assert [code for code, owner in owners(hosts).items() if owner == "陈静"] == ["H1", "H2", "H3", "H4", "H5"]
    hosts.run(Undo(done.change))
    assert owners(hosts) == before


def test_that_the_filter_finds_what_was_set_and_a_text_of_nothing_clears(hosts: Auditor) -> None:
    hosts.run(BulkEdit(FIRST, (("unit", "丙组"),)))
    assert len(hosts.ask(ListIds("host", ListFilter(unit=("丙组",))))) == 5
    assert hosts.run(BulkEdit(FIRST, (("unit", "丁组"),))).chosen == 0
    hosts.run(BulkEdit(Listed("host"), (("unit", ""),)))
    assert len(hosts.ask(ListIds("host", ListFilter(unit=("",))))) == 8


def test_that_tags_are_put_on_and_taken_off_beside_those_there_are(hosts: Auditor) -> None:
    done = hosts.run(BulkEdit(FIRST, add_tags=("新人", "甲,乙", "重点")))
    assert done.counts == (5, 0, 0)
    assert tags(hosts, "H1") == ("重点", "新人", "甲,乙")
    assert len(hosts.ask(ListIds("host", ListFilter(tag=("甲,乙",))))) == 5
    done = hosts.run(BulkEdit(Listed("host"), remove_tags=("新人", "甲,乙")))
    assert done.counts == (5, 3, 0)
    assert (tags(hosts, "H1"), tags(hosts, "H2")) == (("重点",), ("重点",))


def test_that_some_are_chosen_by_id_and_some_left_out(hosts: Auditor) -> None:
    ids = hosts.ask(ListIds("host", order="code"))
    chosen = Listed("host", only=(ids[0], ids[7], 999))
    done = hosts.run(BulkEdit(chosen, (("owner", "甲"),)))
    assert (done.counts, done.reasons[0].rows, done.reasons[0].why.text) == ((2, 0, 1), 1, "It is not there any more.")
    done = hosts.run(BulkEdit(Listed("host", FIRST.filter, but=(ids[0],)), (("owner", "乙"),)))
    assert done.chosen == 4


def test_that_records_are_set_by_their_keys_and_refused_where_dates_do_not_go_together(hosts: Auditor) -> None:
    done = hosts.run(BulkEdit(Listed("licence"), (("valid_until", "2029-01-01"), ("state", "吊销"))))
    assert done.counts == (1, 0, 1)
    early = hosts.run(BulkEdit(Listed("licence"), (("valid_until", "2027-01-01"),)))
    assert early.refused == 1
    assert early.reasons[0].codes == ("N2",)


@pytest.mark.parametrize(
    "job",
    [
        BulkEdit(FIRST),
        BulkEdit(FIRST, (("code", "H9"),)),
        BulkEdit(FIRST, (("phone", "13451986467"),)),
        BulkEdit(FIRST, (("nonsense", "x"),)),
        BulkEdit(FIRST, (("status", "nonsense"),)),
        BulkEdit(FIRST, (("followers", "many"),)),
        BulkEdit(FIRST, (("stage_name", ""),)),
        BulkEdit(FIRST, add_tags=("a、b",)),
        BulkEdit(FIRST, add_tags=("",)),
        BulkEdit(Listed("contract"), add_tags=("a",)),
    ],
)
def test_that_what_cannot_stand_in_a_field_is_told_and_nothing_is_done(hosts: Auditor, job: BulkEdit) -> None:
    head = hosts.ask(Head()).change
    with pytest.raises(CallerMistake):
        hosts.run(job)
    assert hosts.ask(Head()).change == head


def test_that_what_has_changed_since_it_was_looked_at_is_not_done(hosts: Auditor) -> None:
    seen = hosts.run(BulkEdit(FIRST, (("owner", "甲"),), dry_run=True))
    hosts.run(BulkEdit(Listed("host", ListFilter(text="H1")), (("unit", "乙组"),)))
    head = hosts.ask(Head()).change
    with pytest.raises(Busy):
        hosts.run(BulkEdit(FIRST, (("owner", "甲"),), expected=seen.counts))
    assert hosts.ask(Head()).change == head


def test_that_undo_is_refused_where_later_edits_stand_on_it_and_a_stop_leaves_nothing(hosts: Auditor) -> None:
    done = hosts.run(BulkEdit(FIRST, (("owner", "甲"),)))
    hosts.run(BulkEdit(FIRST, (("owner", "乙"),)))
    assert done.change is not None
    with pytest.raises(AuditorError):
        hosts.run(Undo(done.change))
    before = owners(hosts)
    monitor = Stoppable()
    monitor.stop()
    with pytest.raises(AuditorError):
        hosts.run(BulkEdit(FIRST, (("owner", "丙"),)), monitor)
    assert owners(hosts) == before


def offered(kind: str) -> set[str]:
    return {one.name for one in BY_TABLE[kind].fields if may_be_set(kind, one)}


def test_that_nothing_that_is_each_rows_own_is_offered() -> None:
    names = offered("host")
    assert {"owner", "unit", "status", "tags", "agency"} <= names
    assert not {"code", "phone", "id_number", "real_name"} & names
    assert not {"number", "owner", "owner_type", "kind"} & offered("licence")
