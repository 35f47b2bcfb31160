"""The command: a display of its own, a window on it, and the scenes of an area one after the other."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from ui.gallery.catalogue import AREAS, dresses_in

NEUTRAL = "D:/合规资料"
"""The folder that pictures show, wherever they are made."""
STAGED = "AUDITOR_GALLERY_STAGED"


def main() -> int:
    """Take the pictures; 0 when each scene could be brought about."""
    asked = _arguments()
    if os.environ.get(STAGED):
        return _take(asked)
    if asked.area is None:
        from ui.gallery.book import make

        return make(asked.folder, photograph)
    return photograph(asked.folder, asked.area, sys.argv[2:], asked.size, asked.scale)


def photograph(folder: Path, area: str, more: list[str], size: str = "1280x800", scale: str = "1") -> int:
    """Play the scenes of an area in a process and on a display of their own; its exit code."""
    with _display(*_size(size)) as environment, tempfile.TemporaryDirectory() as home:
        scaled = {"QT_SCALE_FACTOR": scale} if scale != "1" else {}
        Path(home).chmod(0o777)
        # Nothing of the person's own is read or left: settings, witness and mappings go to a folder that is deleted.
        kept = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "AUDITOR_STATE": home}
        command = [sys.executable, "-m", "ui.gallery", str(folder), *more]
        command += [] if "--area" in more else ["--area", area]
        return subprocess.run(command, env={**environment, **kept, **scaled, STAGED: "1"}, check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--area", choices=AREAS, help="one area, whole and large; without it the documentation's")
    parser.add_argument("--lang", default="zh,en")
    parser.add_argument("--theme", default="light,dark")
    parser.add_argument("--size", default="1280x800", help="of the window, in pixels of the display")
    parser.add_argument("--scale", default="1", help="2 is 200 %%")
    parser.add_argument("--only", default="", help="names of pictures, by comma; the scenes are played all the same")
    parser.add_argument("--chosen", action="store_true", help="only what the catalogue names, dressed as it says")
    return parser.parse_args()


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


@contextmanager
def _display(width: int, height: int) -> Iterator[dict[str, str]]:
    """A virtual display of that size where there is Xvfb, else the one there is."""
    if shutil.which("Xvfb") is None:
        yield dict(os.environ)
        return
    read, write = os.pipe()
    screen = ("-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp")
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), *screen], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        number = os.fdopen(read).readline().strip()
        yield {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait(10)


def _take(asked: argparse.Namespace) -> int:
    from ui.gallery.stage import Stage
    from ui.main import build_app

    everywhere = [(lang, theme) for lang in asked.lang.split(",") for theme in asked.theme.split(",")]
    only = set(filter(None, asked.only.split(",")))
    chosen = dresses_in(asked.area) if asked.chosen else None
    scale = float(asked.scale)
    width, height = (round(side / scale) for side in _size(asked.size))

    def dresses(name: str) -> list[tuple[str, str]]:
        if chosen is not None:
            return chosen.get(name, [])
        return everywhere if not only or name in only else []

    stage = Stage(build_app(), asked.folder, dresses, (width, height))
    # Where a workspace lies stands in some pictures: it lies at the same place each time.
    files = Path(tempfile.gettempdir()) / "auditor-gallery" / asked.area
    shutil.rmtree(files, ignore_errors=True)
    files.mkdir(parents=True)
    stage.folder_told = (str(files), NEUTRAL)
    try:
        import_module(f"ui.gallery.{asked.area}").play(stage, files)
    except Exception:  # noqa: BLE001 - the window would take it for a fault of its own and say it in a bar
        traceback.print_exc()
        return 1
    finally:
        shutil.rmtree(files, ignore_errors=True)
    for told in stage.left_out:
        print(told)  # noqa: T201 - who asked for the pictures reads it there
    return 1 if stage.left_out else 0


if __name__ == "__main__":
    sys.exit(main())
