"""The trainer's desk: sessions, a roster, what was held, certificates, what is lacking – brought about and shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from auditor.app import Auditor
from auditor.services.editing import SaveRecord
from auditor.services.lists import ListFilter
from auditor.services.lists.chosen import Listed
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.roster import Enrol
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place

if TYPE_CHECKING:
    from ui.training.room import TrainersDesk

HOSTS = 60
PLANNED, HELD = "S-2026-014", "S-2026-012"


def play(stage: Stage, folder: Path) -> None:
    """Nothing yet; the list; a new one; a roster; one that was held."""
    window = stage.open(world.empty(folder / "空.auditor"))
    stage.quiet()
    window.go(Place("training"))
    stage.settle()
    stage.shoot("sessions-empty")
    window = stage.open(furnished(folder / "门店合规.auditor"))
    stage.quiet()
    window.go(Place("training"))
    room = cast("TrainersDesk", window.shown)
    stage.settle()
    stage.shoot("sessions")
    _new(stage, room)
    _roster(stage, room)
    stage.close()


def _new(stage: Stage, room: TrainersDesk) -> None:
    page = room.sessions
    page.begin_new()
    page.form.fields["planned_start"].entry.put("7月10日上午")
    page.form.fields["planned_start"].entry.typed.emit("7月10日上午")
    stage.settle()
    page.form.save()
    stage.settle()
    stage.shoot("new-session")
    page.form.leave()


def _roster(stage: Stage, room: TrainersDesk) -> None:
    stage.window.go(Place("training", ("session", PLANNED)))
    stage.settle()
    page = room.sessions.page
    page.roster.form.names.write("H000003、查无此人")
    page.roster.form.by_name()
    stage.settle()
    stage.shoot("roster")
    page.roster.form.names.write("")
    page.roster.form.tell(())
    page.details.setChecked(True)
    stage.settle()
    stage.shoot("fields")
    page.details.setChecked(False)


def furnished(path: Path) -> Path:
    """Made-up people with a course in two versions, sessions to come, today and held, a requirement."""
    world.filled(path, HOSTS)
    with Auditor.open(path, clock=world.clock) as app:
        for sheet, told in _rows():
            app.do(SaveRecord(sheet, None, tuple(told.items())))
        codes = _codes(app)
        app.do(Enrol(PLANNED, learners=codes[12:26]))
        app.do(Enrol(PLANNED, learners=codes[12:18], state="confirmed"))
        app.do(Enrol("S-2026-013", Listed("host", ListFilter(expires_within=30)), partly=True, over=True))
        app.do(Enrol(HELD, learners=codes[:12]))
        words = ("92", "88", "95", "75", "41", "缺考", "83", "96", "67", "58", "90", "拒训")
        lines = [
            HeldLine(code, "" if word[0].isdigit() else word, word if word[0].isdigit() else "", "118")
            if word[0].isdigit()
            else HeldLine(code, word)
            for code, word in zip(codes, words, strict=False)
        ]
        start, end = datetime(2026, 6, 28, 9, 0), datetime(2026, 6, 28, 11, 0)
        app.do(LogSession(HELD, tuple(lines), started_at=start, ended_at=end, co_signer="赵敏"))
    return path


def _rows() -> tuple[tuple[str, dict[str, str]], ...]:
    course = {"code": "KC-LIVE", "title": "食品直播年度必修", "pass_mark": "60", "valid_months": "12"}
    version = {"course": "KC-LIVE", "version": "2026 版", "effective_from": "2026-01-01", "pass_mark": "60",
               "validity": "按月数", "valid_months": "12", "hours": "2", "changes": "增加标签核对"}  # fmt: skip
    older = {**version, "version": "2025 版", "effective_from": "2025-01-01", "effective_until": "2025-12-31",
             "hours": "1.5", "changes": ""}  # fmt: skip
    common = {"course": "KC-LIVE", "trainer": "陈静", "mode": "线下", "place": "三楼培训室"}
    return (
        ("courses", course),
        ("course_versions", older),
        ("course_versions", version),
        ("sessions", {**common, "code": PLANNED, "title": "七月第一场", "planned_start": "2026-07-10 09:00",
                      "planned_end": "2026-07-10 11:00", "seats": "30"}),
        ("sessions", {**common, "code": "S-2026-013", "planned_start": "2026-07-03 14:00", "seats": "4"}),
        ("sessions", {**common, "code": HELD, "title": "六月补训", "planned_start": "2026-06-28 09:00",
                      "planned_end": "2026-06-28 11:00", "seats": "20"}),
        ("sessions", {**common, "code": "S-2026-011", "planned_start": "2026-06-20 09:00", "status": "取消"}),
        ("requirements", {"code": "YQ-01", "title": "食品主播年度培训", "audience_type": "主播", "course": "KC-LIVE",
                          "due": "每隔数月", "months": "12", "opens_days": "60", "grace_days": "14"}),
    )  # fmt: skip


def _codes(app: Auditor) -> tuple[str, ...]:
    with app.context.store.reading() as connection:
        query = "SELECT code FROM subject WHERE type = 'host' ORDER BY code LIMIT 40"
        return tuple(str(one) for one in connection.exec_driver_sql(query).scalars())
