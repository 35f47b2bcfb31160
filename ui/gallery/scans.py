"""The states of the tab of scans on a profile: nothing, a page covered, shown, one that was altered."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from auditor.app import Auditor
from auditor.installed import resources
from auditor.services.attachments import AttachFiles
from ui.gallery import world
from ui.gallery.stage import Stage
from ui.kit.desk import Place
from ui.profiles.page import ProfilePage

HOSTS = 60
MERCHANT = "S00003"
LINES = (
    "食品经营许可证",
    "（样张，虚构）",
    "",
    "经营者名称  屿町舟专营店",
    "许可证编号  JY00000000000000",
    "有效期至  2027年03月31日",
)


def play(stage: Stage, folder: Path) -> None:
    """All scenes, one after the other."""
    workspace = world.filled(folder / "门店合规.auditor", HOSTS)
    page = _enter(stage, workspace)
    stage.shoot("empty")
    picture, paper = folder / "食品经营许可证.png", folder / "品牌授权书.pdf"
    drawn(picture, LINES)
    drawn(paper, ("品牌授权书", "（样张，虚构）", "", "兹授权屿町舟专营店在网络直播中", "销售本品牌商品"))
    with Auditor.open(workspace, clock=world.clock) as app:
        app.run(AttachFiles(f"merchant:{MERCHANT}", (paper,)))
        app.run(AttachFiles(f"merchant:{MERCHANT}", (picture,)))
    page = _enter(stage, workspace)
    stage.shoot("covered")
    page.records.scans.viewer.show_button.click()
    stage.until(lambda: not page.records.scans.viewer.covered)
    stage.settle()
    stage.shoot("shown")
    stage.close()
    _alter(workspace)
    page = _enter(stage, workspace)
    page.records.scans.viewer.show_button.click()
    stage.until(lambda: not stage.desk.tasks.jobs)
    stage.settle()
    stage.shoot("altered")
    stage.close()


def _alter(workspace: Path) -> None:
    """Change what the scans hold behind the program's back, as a damaged disk or somebody with a tool would."""
    from sqlcipher3 import dbapi2

    raw = dbapi2.connect(str(workspace), isolation_level=None)
    guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'blob'").fetchall()
    for name, _ in guards:
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("UPDATE blob SET content = zeroblob(length(content))")
    for _, made in guards:
        raw.execute(made)
    raw.close()


def _enter(stage: Stage, workspace: Path) -> ProfilePage:
    window = stage.open(workspace)
    stage.quiet()
    window.go(Place("profile", ("merchant", MERCHANT)))
    stage.settle()
    page = cast("ProfilePage", window.shown)
    page.records.setCurrentWidget(page.records.scans)
    stage.settle()
    return page


def drawn(path: Path, lines: tuple[str, ...]) -> None:
    """A made-up paper with these lines, as a picture or a PDF by the file's ending."""
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", (900, 1270), "#FBF8EF")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((40, 40, 860, 1230), outline="#B08D3C", width=6)
    pen.rectangle((56, 56, 844, 1214), outline="#B08D3C", width=2)
    face = str(resources() / "fonts" / "NotoSansSC-Regular.ttf")
    for at, line in enumerate(lines):
        font = ImageFont.truetype(face, 64 if at == 0 else 32)
        pen.text((450, 200 + at * 110), line, font=font, fill="#33291A", anchor="mm")
    pen.ellipse((600, 930, 800, 1130), outline="#B3261E", width=6)
    pen.text((700, 1030), "虚构之章", font=ImageFont.truetype(face, 34), fill="#B3261E", anchor="mm")
    sheet.save(path)
