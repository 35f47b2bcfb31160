"""The states of the training log, brought about as a person would and photographed one after the other."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from auditor.app import Auditor
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.training.room import TrainersDesk

HOSTS = 60


def play(stage: Stage, folder: Path) -> None:
    """Empty, filled, refused with the lines saying why, saved."""
    path = world.filled(folder / "门店合规.auditor", HOSTS)
    window = stage.open(path)
    stage.quiet()
    window.go(Place("training", ("log",)))
    room = cast("TrainersDesk", window.shown).log
    stage.settle()
    stage.shoot("empty")
    room.trainer.setText("陈静")
    room.paste(0, _results(path))
    stage.settle()
    stage.shoot("filled")
    room.paste(12, "查无此人\t合格\nH000021\t大概八十\n")
    stage.settle()
    room.save_all()
    stage.settle()
    stage.shoot("refused")
    room.clear()
    room.paste(0, _results(path))
    window.bars.clear()
    stage.settle()
    room.save_all()
    stage.until(lambda: window.bars.texts)
    stage.shoot("saved")
    stage.close()


def _results(path: Path) -> str:
    """A column of names and results as it is copied from a chat."""
    with Auditor.open(path, clock=world.clock) as app, app.context.store.reading() as connection:
        query = "SELECT stage_name FROM host WHERE code > 'H000001' ORDER BY code LIMIT 12"
        names = [str(one) for one in connection.exec_driver_sql(query).scalars()]
    words = ("92", "88", "合格", "75", "41", "缺考", "83", "96", "67", "58", "90", "81")
    return "\n".join(f"{name}\t{word}" for name, word in zip(names, words, strict=True))
