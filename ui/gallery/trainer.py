"""The trainer's desk: sessions, a roster, what was held, certificates, what is lacking – brought about and shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from auditor.app import Auditor
from auditor.services.editing import SaveRecord
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import HeldLine
from auditor.services.training.roster import Enrol
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.kit.offers import OfferedLine
from ui.training.held import DAY, RESULT, SCORE, WHO

if TYPE_CHECKING:
    from ui.training.courses import CoursesPage
    from ui.training.held_pane import HeldPane
    from ui.training.room import TrainersDesk
    from ui.training.shows import ShowsPage

HOSTS = 60
PLANNED, HELD, TODAY = "S-2026-014", "S-2026-012", "S-2026-013"


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
    _log(stage, room)
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
    form = page.roster.form
    soon = next(at for at in range(form.source.count()) if form.source.itemData(at).span)
    form.source.setCurrentIndex(soon)
    form.category.setCurrentIndex(1)
    stage.settle()
    stage.shoot("roster-lapses-soon")
    page.details.setChecked(True)
    stage.settle()
    stage.shoot("fields")
    page.details.setChecked(False)


def _log(stage: Stage, room: TrainersDesk) -> None:
    stage.window.go(Place("training", ("session", TODAY)))
    stage.settle()
    log = room.sessions.page.log
    log.started.line.setText("2026-06-30 08:00")
    log.paste(0, SCORE, "92\t60\n88\t60\n41\t58\n\n96\t60\n")
    log.model.setData(log.model.index(3, RESULT), "qk")
    log.grid.setCurrentIndex(log.model.index(5, SCORE))
    stage.settle()
    stage.shoot("log")
    _offers(stage, log)
    log.paste(5, SCORE, "108\t60\n九十\t60\n85\t60\t2026-07-02\n77\t60\t2026-06-29\n")
    log.paste(9, WHO, "查无此人\t90\n")
    log.ended.line.setText("2026-06-30 07:00")
    stage.settle()
    log.save_all()
    stage.settle()
    stage.shoot("log-refused")
    stage.window.bars.clear()
    log.ended.line.setText("2026-06-30 09:00")
    for row, score in ((5, "98"), (6, "90"), (7, "85"), (8, "77")):
        log.model.setData(log.model.index(row, SCORE), score)
        log.model.setData(log.model.index(row, DAY), "")
    log.grid.removed.emit({9})
    stage.settle()
    log.save_all()
    stage.settle()
    room.sessions.page.tabs.setCurrentWidget(room.sessions.page.roster)
    stage.settle()
    stage.shoot("held")
    _awards(stage, room)
    _matrix(stage, room)


def _offers(stage: Stage, log: HeldPane) -> None:
    log.grid.setFocus()
    log.grid.setCurrentIndex(log.model.index(8, RESULT))
    log.grid.edit(log.grid.currentIndex())
    line = cast("OfferedLine", log.grid.viewport().findChild(OfferedLine))
    line.insert("不" if stage.window.desk.texts.language == "zh" else "a")
    line.textEdited.emit(line.text())
    stage.settle()
    stage.shoot("log-offers")
    line.close_offers()
    log.grid.commit()
    log.model.setData(log.model.index(8, RESULT), "")


def _awards(stage: Stage, room: TrainersDesk) -> None:
    stage.window.go(Place("training", ("session", HELD)))
    stage.settle()
    page = room.sessions.page
    page.tabs.setCurrentWidget(page.due)
    stage.settle()
    stage.window.bars.clear()
    stage.shoot("certificates-due")
    page.due.issue_them()
    stage.settle()
    stage.window.go(Place("training", ("awards",)))
    stage.settle()
    number = str(room.awards.table.small.lines[3].texts[0])
    stage.window.go(Place("training", ("award", number)))
    stage.settle()
    one = room.awards.page
    one.again.click()
    one.reissue.act.click()
    stage.settle()
    stage.window.bars.clear()
    stage.shoot("certificate-anew")
    one.reissue.why.line.setText("姓名写错")
    one.reissue.act.click()
    stage.settle()
    stage.window.bars.clear()
    stage.window.go(Place("training", ("award", number)))
    stage.settle()
    stage.shoot("certificate")
    stage.window.go(Place("training", ("awards",)))
    stage.settle()
    stage.shoot("certificates")


def _matrix(stage: Stage, room: TrainersDesk) -> None:
    stage.window.go(Place("training", ("requirements",)))
    stage.settle()
    stage.shoot("requirements")
    room.matrix.ways["weeks"].click()
    stage.settle()
    stage.shoot("weeks")
    stage.window.go(Place("training", ("courses",)))
    stage.settle()
    courses = cast("CoursesPage", room.page("courses"))
    courses.table.selectRow([line.texts[1] for line in courses.table.small.lines].index("KC-LIVE"))
    stage.settle()
    stage.shoot("courses")
    stage.window.go(Place("training", ("shows",)))
    for way in ("signs", "effect", "remedies"):
        cast("ShowsPage", room.page("shows")).ways[way].click()
        stage.settle()
        stage.shoot(way)


def furnished(path: Path) -> Path:
    """Made-up people with a course in two versions, sessions to come, today and held, a requirement."""
    world.filled(path, HOSTS)
    with Auditor.open(path, clock=world.clock) as app:
        for sheet, told in _rows():
            app.do(SaveRecord(sheet, None, tuple(told.items())))
        codes = _codes(app)
        app.do(Enrol(PLANNED, learners=codes[12:26]))
        app.do(Enrol(PLANNED, learners=codes[12:18], state="confirmed"))
        app.do(Enrol(TODAY, learners=codes[26:35], over=True))
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
        ("sessions", {**common, "code": TODAY, "title": "六月第二场", "seats": "8",
                      "planned_start": "2026-06-30 08:00"}),
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
