"""Makes docs/gallery: plays every area, keeps the pictures small, and writes the index page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from ui.gallery.catalogue import AREAS, Picture, pictures
from ui.gallery.pictures import OTHER_CHAPTERS

if TYPE_CHECKING:
    from PIL.Image import Image

INDEX = "README.md"
COLOURS = (64, 48, 32, 24, 16)
"""A picture has as many as fit its bytes."""
AT_MOST = 60_000
"""Bytes of one picture."""
COMMAND = "python -m ui.gallery docs/gallery"


def make(folder: Path, photograph: Callable[[Path, str, list[str]], int]) -> int:
    """Make the whole gallery anew in this folder; 1 when a picture could not be brought about."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pictures()
    missing: list[str] = []
    for area in AREAS:
        with tempfile.TemporaryDirectory() as raw:
            Path(raw).chmod(0o777)
            photograph(Path(raw), area, ["--chosen"])
            here = [one for one in wanted if one.area == area]
            missing += [one.file for one in here if not _keep(one, Path(raw), folder)]
    kept = {one.file for one in wanted} | {INDEX}
    for stale in folder.iterdir():
        if stale.name not in kept and stale.suffix == ".png":
            stale.unlink()
    (folder / INDEX).write_text(index(wanted), encoding="utf-8")
    for name in missing:
        print(f"not taken: {name}")  # noqa: T201 - who asked for the pictures reads it there
    return 1 if missing else 0


def _keep(one: Picture, raw: Path, folder: Path) -> bool:
    """Put a picture in the gallery, small; whether it was taken."""
    from PIL import Image

    found = list((raw / f"{one.language}-{one.theme}").glob(f"[0-9]*-{one.name}.png"))
    exact = [path for path in found if path.stem.split("-", 1)[1] == one.name]
    if not exact:
        return False
    with Image.open(exact[0]) as picture:
        (folder / one.file).write_bytes(small(picture))
    return True


def small(picture: Image) -> bytes:
    """The picture as a PNG of few colours, the same bytes for the same picture."""
    import io

    from PIL import Image

    plain = picture.convert("RGB")
    made = b""
    for colours in COLOURS:
        out = io.BytesIO()
        few = plain.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(out, "PNG", optimize=True)
        made = out.getvalue()
        if len(made) <= AT_MOST:
            break
    return made


def index(wanted: Iterable[Picture]) -> str:
    """The index page, in both languages."""
    from auditor.i18n import Translator
    from ui.rooms import ROOMS

    zh, en = Translator("zh"), Translator("en")
    titles = {room.key: (zh.t(room.title), en.t(room.title)) for room in ROOMS} | dict(OTHER_CHAPTERS)
    lines = [
        "# 界面图集 · Gallery",
        "",
        "窗口各页在各种状态下的样子：中文与英文、浅色与深色分布在各状态中。人物与数据均为虚构，日期固定。",
        "",
        "Each page of the window in its states; languages and themes take turns. People and data are made up,",
        "and the day never changes.",
        "",
        f"由一条命令生成 · Made by one command: `{COMMAND}`",
    ]
    shown = sorted(wanted, key=lambda one: list(titles).index(one.room))
    first = [one for one in shown if one.room in ("start", "frame")]
    for room, group in groupby([*first, *(one for one in shown if one not in first)], key=lambda one: one.room):
        lines += ["", f"## {titles[room][0]} · {titles[room][1]}"]
        for one in group:
            lines += ["", f"{one.zh} · {one.en}", "", f"![{one.zh} · {one.en}]({one.file})"]
    return "\n".join(lines) + "\n"
