"""F12, pictures and PDF: each bomb is refused or bounded, in ten seconds and half a gigabyte, and reaches nothing."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.harness import tiers
from tests.importing import scans

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="measures children as POSIX does")

ROOT = Path(__file__).resolve().parents[2]
SECONDS, MEGABYTES = 11, 512
"""Nine in the child, one to end it, and what a busy machine needs to start it."""

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "png of 400 million pixels.png": (lambda: scans.png_bomb(20_000, 20_000), "million"),
    "png of 81 million pixels.png": (lambda: scans.png_bomb(9_000, 9_000), "9,000"),
    "png just within.png": (lambda: scans.png_bomb(12_000, 3_333), "shown"),
    "png claim without data.png": (lambda: scans.png_liar(8_000, 5_000), "damaged"),
    "png note of 64 MB.png": (scans.png_text_bomb, "damaged"),
    "tiff of 400 million pixels.tif": (lambda: scans.tiff_liar(20_000, 20_000), "million"),
    "tiff claim without data.tif": (lambda: scans.tiff_liar(8_000, 5_000), "damaged"),
    "tiff in a circle.tif": (scans.tiff_cycle, "shown"),
    "webp of 268 million pixels.webp": (scans.webp_liar, "million"),
    "bmp of 400 million pixels.bmp": (scans.bmp_liar, "million"),
    "gif of 4 billion pixels.gif": (scans.gif_liar, "refused"),
    "gif of 100000 frames.gif": (lambda: scans.gif_frames(100_000), "shown"),
    "gif that is a script.gif": (lambda: b"GIF89a=1;alert(document.cookie)//", "refused"),
    "picture and archive.png": (lambda: scans.drawn(30, 20) + b"PK\x05\x06" + bytes(18), "shown"),
    "jpeg with a document behind.jpg": (lambda: b"\xff\xd8\xff\xe0" + scans.paper(), "refused"),
    "program.exe.png": (lambda: b"MZ" + bytes(64) + scans.drawn(30, 20), "neither"),
    "page.svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "neither"),
    "stream bomb.pdf": (scans.pdf_stream_bomb, "seconds|memory|SIGABRT"),
    "picture of 900 million pixels.pdf": (scans.pdf_image_bomb, "shown|refused"),
    "forms within forms.pdf": (scans.pdf_forms_within_forms, "seconds|SIGABRT"),
    "tree in a circle.pdf": (scans.pdf_cycle, "damaged"),
    "100000 pages.pdf": (lambda: scans.paper(100_000), "100000 pages"),
    "a count that lies.pdf": (lambda: scans.paper().replace(b"/Count 1", b"/Count 900000"), "pages|damaged"),
    "a page of miles.pdf": (lambda: scans.paper(1, 1e6, 1e6), "printable"),
    "a sliver.pdf": (lambda: scans.paper(1, 14_400, 0.01), "printable"),
    "half a document.pdf": (lambda: scans.paper()[:300], "damaged"),
    "\u202efdp.name turned round.pdf": (scans.paper, "shown"),
}
"""Name -> what it holds, and what must be told of it."""

if tiers.TIER == "push":  # half of the time goes into these
    for slow in ("forms within forms.pdf", "picture of 900 million pixels.pdf", "png just within.png"):
        del BOMBS[slow]


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of all files."""

    files: dict[str, dict[str, Any]]
    megabytes: int
    left: list[str]
    reached: bool


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Tried:
    """Every bomb shown once, in a process of its own with a folder of its own for passing files."""
    folder, passing = tmp_path_factory.mktemp("bombs"), tmp_path_factory.mktemp("passing")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.01)
        port = server.getsockname()[1]
        for name, (made, _) in BOMBS.items():
            (folder / name).write_bytes(made())
        (folder / "a script.pdf").write_bytes(scans.pdf_that_acts(port))
        environment = {**os.environ, "TMPDIR": str(passing), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.faults.harness.showing", str(folder)]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        try:
            server.accept()[0].close()
            reached = True
        except TimeoutError:
            reached = False
    told = json.loads(ended.stdout)
    files = {one["name"]: one for one in told["files"]}
    tiers.count("F12 pictures", files=len(files), refused=sum(one["outcome"] == "refused" for one in files.values()))
    left = [str(path.relative_to(passing)) for path in passing.rglob("*")]
    return Tried(files, told["megabytes"], left, reached)


@pytest.mark.parametrize("name", BOMBS)
def test_that_a_bomb_is_refused_or_bounded(tried: Tried, name: str) -> None:
    one = tried.files[name]
    words = BOMBS[name][1].split("|")
    assert any(word in (one["outcome"], *one["message"].split()) or word in one["message"] for word in words), one
    assert one["seconds"] <= SECONDS, one
    assert "\n" not in one["message"]


def test_that_no_bomb_takes_more_than_half_a_gigabyte(tried: Tried) -> None:
    assert 20 < tried.megabytes <= MEGABYTES


def test_that_nothing_is_left_behind(tried: Tried) -> None:
    assert tried.left == []


def test_that_no_script_or_link_of_a_document_reaches_out(tried: Tried) -> None:
    assert tried.files["a script.pdf"]["outcome"] == "shown"
    assert not tried.reached


_BARE = """
import sys, resource
from PIL import Image
Image.MAX_IMAGE_PIXELS = None
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
Image.open(sys.argv[1]).convert("RGB")
"""


def test_that_a_decoder_without_bounds_takes_a_gigabyte(tmp_path: Path) -> None:
    """The control: without the bound on pixels the memory of the contained process would have to hold it."""
    path = tmp_path / "bomb.png"
    path.write_bytes(scans.png_bomb(20_000, 20_000))
    bare = subprocess.run([sys.executable, "-c", _BARE, path], capture_output=True, text=True, check=False)
    assert "MemoryError" in bare.stderr
