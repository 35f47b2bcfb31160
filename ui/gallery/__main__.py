"""The command: a display of its own, a window on it, and the scenes of an area one after the other."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

STAGED = "AUDITOR_GALLERY_STAGED"
_NO_AREAS = ("__main__", "files", "stage")
AREAS = tuple(one.name for one in iter_modules([str(Path(__file__).parent)]) if one.name not in _NO_AREAS)
"""Each other module here plays one: ``play(stage, folder)``."""


def main() -> int:
    """Take the pictures; 0 when each scene could be brought about."""
    asked = _arguments()
    if os.environ.get(STAGED):
        return _take(asked)
    with _display(*_size(asked.size)) as environment:
        scaled = {"QT_SCALE_FACTOR": asked.scale} if asked.scale != "1" else {}
        command = [sys.executable, "-m", "ui.gallery", *sys.argv[1:]]
        # Nothing of the person's own is read or left: settings, witness and mappings go to a folder that is deleted.
        with tempfile.TemporaryDirectory() as home:
            kept = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home, "AUDITOR_STATE": home}
            return subprocess.run(command, env={**environment, **kept, **scaled, STAGED: "1"}, check=False).returncode


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m ui.gallery", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--area", choices=AREAS, default="importing")
    parser.add_argument("--lang", default="zh,en")
    parser.add_argument("--theme", default="light,dark")
    parser.add_argument("--size", default="1280x800", help="of the window, in pixels of the display")
    parser.add_argument("--scale", default="1", help="2 is 200 %%")
    parser.add_argument("--only", default="", help="names of pictures, by comma; the scenes are played all the same")
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

    dresses = [(lang, theme) for lang in asked.lang.split(",") for theme in asked.theme.split(",")]
    scale = float(asked.scale)
    width, height = (round(side / scale) for side in _size(asked.size))
    stage = Stage(build_app(), asked.folder, dresses, (width, height), tuple(filter(None, asked.only.split(","))))
    with tempfile.TemporaryDirectory() as files:
        import_module(f"ui.gallery.{asked.area}").play(stage, Path(files))
    for told in stage.left_out:
        print(told)  # noqa: T201 - who asked for the pictures reads it there
    return 1 if stage.left_out else 0


if __name__ == "__main__":
    sys.exit(main())
