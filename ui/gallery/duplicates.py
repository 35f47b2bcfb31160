"""The states of the room of duplicates, brought about as a person would and photographed one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from auditor.app import Auditor
from auditor.model.sheets import BY_NAME
from auditor.model.types import day_of
from auditor.model.values import ParsedRow, Value
from auditor.services.records import Problems, Recorder
from auditor.storage.work import Recorded
from ui.duplicates.screen import Duplicates
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place

HOSTS = 60
TWINS = 3


def play(stage: Stage, folder: Path) -> None:
    """Nobody twice; pairs, one side by side; all fields; merged."""
    alone, twice = world.empty(folder / "空白.auditor"), world.filled(folder / "门店合规.auditor", HOSTS)
    _enter(stage, alone)
    stage.shoot("empty")
    _again(twice)
    room = _enter(stage, twice)
    stage.until(lambda: room.state is not None)
    stage.settle()
    stage.shoot("pair")
    room.equal.click()
    room.why.setText("同一人，两次登记")
    stage.settle()
    stage.shoot("all-fields")
    room.merge()
    stage.until(lambda: stage.window.bars.texts)
    stage.settle()
    stage.shoot("merged")
    stage.close()


def _enter(stage: Stage, workspace: Path) -> Duplicates:
    window = stage.open(workspace)
    stage.quiet()
    window.go(Place("duplicates"))
    stage.settle()
    return cast("Duplicates", window.shown)


def _again(path: Path) -> None:
    """Some hosts are entered a second time under another code."""
    query = (
        "SELECT h.stage_name, v.real_name, v.id_number, v.phone, h.unit FROM host h JOIN host_vault v"
        " ON v.owner_id = h.id WHERE v.id_number <> '' ORDER BY h.code LIMIT ?"
    )
    with Auditor.open(path, clock=world.clock) as app:
        with app.context.store.reading() as connection:
            found = connection.exec_driver_sql(query, (TWINS,)).all()
        rows = [ParsedRow(at, _twin(at, *row)) for at, row in enumerate(found, start=2)]
        with app.context.store.writing(Recorded("owner", "import")) as work:
            Recorder(work, day_of(world.NOW.date())).apply(BY_NAME["hosts"], rows, Problems("主播"))


def _twin(at: int, stage_name: str, real_name: str, number: str, phone: str, unit: str) -> dict[str, Value]:
    same: dict[str, Value] = {"code": f"H9000{at}", "stage_name": f"{stage_name}小号", "unit": unit or "直播二组"}
    return same | ({"id_number": number} if at % 2 else {"real_name": real_name, "phone": phone})
