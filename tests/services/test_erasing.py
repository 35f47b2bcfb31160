"""Erasing a person: the values are gone everywhere, the chain still proves the rest, what the law keeps is kept."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from auditor.app import Auditor
from auditor.errors import AuditorError, CallerMistake
from auditor.model.tables import HISTORY, VAULTS
from auditor.model.types import second_of
from auditor.model.values import Value
from auditor.services.changes import Changes
from auditor.services.doctor import Doctor
from auditor.services.erasing import ErasePersonal, ErasureOf
from auditor.services.keeping import VerifyChain
from auditor.services.lists import Find
from auditor.services.profiles import ProfileOf
from auditor.services.undoing import Undo
from tests.services.conftest import Store

ID, NAME, PHONE = "440106199902030013", "欧阳甲乙", "13800138000"
OTHER = "13911112222"
_H1 = "(SELECT id FROM subject WHERE type = 'host' AND code = 'H1')"


@pytest.fixture
def host(app: Auditor, store: Store) -> Auditor:
    """One host with two versions of personal values, and another who stays."""
    full: dict[str, Value] = {"code": "H1", "stage_name": "小麦", "real_name": NAME, "id_number": ID, "phone": OTHER}
    other: dict[str, Value] = {"code": "H2", "stage_name": "大麦", "real_name": "欧阳丙丁", "phone": "13700000001"}
    store({"hosts": [full, other]})
    _change(store, phone=PHONE)
    return app


def _change(store: Store, **values: Value) -> None:
    _, problems, change = store({"hosts": [{"code": "H1", "stage_name": "小麦", **values}]})
    assert change is not None, problems


def _live(store: Store, ended: str, status: str = "aired") -> None:
    end = second_of(datetime.fromisoformat(ended))
    broadcast: dict[str, Value] = {"code": "B1", "room": "R1", "hosts": ("H1",), "merchants": ("S1",), "status": status}
    _, problems, change = store(
        {
            "merchants": [{"code": "S1", "shop_name": "一店", "phone": "13600000000"}],
            "rooms": [{"code": "R1", "platform": "douyin", "operator": "S1"}],
            "broadcasts": [{**broadcast, "categories": ("alcohol",), "started_at": end - 7_200, "ended_at": end}],
        }
    )
    assert change is not None, problems


def _bytes(app: Auditor) -> bytes:
    return b"".join(path.read_bytes() for path in app.path.parent.glob(f"{app.path.name}*"))


def _stored(app: Auditor) -> int:
    with app.context.store.reading() as connection:
        return sum(
            connection.exec_driver_sql(f"SELECT count(*) FROM {name} WHERE owner_id = {_H1}").scalar_one()
            for name in (VAULTS["host"].name, HISTORY[VAULTS["host"].name].name)
        )


def test_that_erased_values_stand_nowhere_and_everything_else_verifies(host: Auditor) -> None:
    assert host.ask(ErasureOf("host:H1")).versions == _stored(host) == 2
    done = host.run(ErasePersonal("host:H1", "本人要求删除"))
    assert done.erased.fields == ("real_name", "id_number", "phone")
    assert _stored(host) == 0
    report = host.run(VerifyChain())
    assert report.ok
    assert report.erased == 1
    shown = {one.field.name: one.value for one in host.ask(ProfileOf("host", "H1")).fields}
    assert (shown["real_name"], shown["id_number"], shown["phone"]) == (None, None, None)
    for text in (ID, PHONE, OTHER):
        assert host.ask(Find(text)) == ()
    assert [hit.code for hit in host.ask(Find("小麦"))] == ["H1"]
    assert [hit.code for hit in host.ask(Find("13700000001"))] == ["H2"]
    assert [one.check for one in host.ask(Doctor()) if not one.ok] == []


def test_that_the_file_itself_holds_them_no_more(host: Auditor) -> None:
    assert all(text.encode() in _bytes(host) for text in (NAME, ID, PHONE, OTHER))
    host.run(ErasePersonal("host:H1", "本人要求删除"))
    assert not any(text.encode() in _bytes(host) for text in (NAME, ID, PHONE, OTHER))
    assert "欧阳丙丁".encode() in _bytes(host)


def test_that_rules_hear_that_nothing_is_there_any_more(host: Auditor) -> None:
    host.run(ErasePersonal("host:H1", "本人要求删除"))
    with host.context.store.reading() as connection:
        columns = "has_real_name, has_id_number, has_phone, id_number_valid, id_birth_date, id_sex, personal_mac"
        row = connection.exec_driver_sql(f"SELECT {columns} FROM host WHERE id = {_H1}").one()
    assert tuple(row) == (0, 0, 0, None, None, None, None)


def test_that_the_change_says_why_and_is_never_undone(host: Auditor) -> None:
    done = host.run(ErasePersonal("host:H1", "  本人要求删除 "))
    (line, *_) = host.ask(Changes())
    assert (line.number, line.kind, line.why, line.undoable) == (done.change, "erasure", "本人要求删除", False)
    for number in (line.number, line.number - 1, line.number - 2):
        with pytest.raises(AuditorError):
            host.run(Undo(number))
    assert _stored(host) == 0


def test_that_new_values_after_an_erasure_are_kept_and_verify(host: Auditor, store: Store) -> None:
    host.run(ErasePersonal("host:H1", "本人要求删除"))
    _change(store, followers=77)
    assert host.run(VerifyChain()).ok
    _change(store, phone="13500000000")
    report = host.run(VerifyChain())
    assert report.ok
    assert report.erased == 1
    assert [hit.code for hit in host.ask(Find("13500000000"))] == ["H1"]
    host.run(ErasePersonal("host:H1", "再次要求"))
    assert host.run(VerifyChain()).ok
    assert _stored(host) == 0


def test_that_values_taken_by_hand_after_an_erasure_are_still_missing(host: Auditor, store: Store) -> None:
    host.run(ErasePersonal("host:H1", "本人要求删除"))
    for phone in ("13500000000", "13500000001"):
        _change(store, phone=phone)
    with host.context.store.writer.begin() as connection:
        triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in triggers:
            if name.startswith("host_vault_history"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(f"DELETE FROM host_vault_history WHERE owner_id = {_H1}")
    assert not host.run(VerifyChain()).ok


@pytest.mark.parametrize(("ended", "held"), [("2023-06-30 21:00", True), ("2023-06-29 21:00", False)])
def test_that_three_years_after_a_broadcast_must_have_passed(
    host: Auditor, store: Store, ended: str, held: bool
) -> None:
    _live(store, ended)
    for subject in ("host:H1", "merchant:S1"):
        hold = host.ask(ErasureOf(subject)).hold
        assert (hold is not None) is held
        if hold is None:
            host.run(ErasePersonal(subject, "本人要求删除"))
            continue
        assert (hold.broadcast, hold.ended, hold.until) == ("B1", date(2023, 6, 30), date(2026, 6, 30))
        with pytest.raises(CallerMistake, match="B1"):
            host.run(ErasePersonal(subject, "本人要求删除"))
    assert _stored(host) == (2 if held else 0)
    assert host.ask(ErasureOf("host:H2")).hold is None


def test_that_a_cancelled_broadcast_keeps_nothing(host: Auditor, store: Store) -> None:
    _live(store, "2026-06-01 21:00", "cancelled")
    assert host.ask(ErasureOf("host:H1")).hold is None


def test_that_it_needs_a_reason_a_person_and_something_to_erase(host: Auditor) -> None:
    host.run(ErasePersonal("host:H2", "本人要求删除"))
    for command in (
        ErasePersonal("host:H1", " "),
        ErasePersonal("host:H2", "本人要求删除"),
        ErasePersonal("host:H9", "本人要求删除"),
        ErasePersonal("room:R1", "本人要求删除"),
        ErasePersonal("review:1", "本人要求删除"),
    ):
        with pytest.raises(CallerMistake):
            host.run(command)
    assert _stored(host) == 2
