"""The program as a person meets it: a real process, a real window, a real keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.displays import display

pytestmark = pytest.mark.window


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    from auditor.app import Auditor
    from auditor.services.demos import FillDemo

    path = tmp_path / "demo.auditor"
    Auditor.create(path)
    with Auditor.open(path) as auditor:
        auditor.run(FillDemo(30))
    return path


def test_that_a_host_is_found_by_typing_and_the_window_closes_in_order(demo: Path, tmp_path: Path) -> None:
    with display() as screen:
        screen.run("--workspace", str(demo), "--lang", "zh", "--theme", "light", home=tmp_path)
        screen.wait_for(lambda title: title.startswith("今日工作台"))
        screen.focus()
        screen.key("ctrl+k")
        screen.type("H000007")
        screen.key("Return")
        screen.wait_for(lambda title: "H000007" in title)
        screen.key("alt+Left")
        screen.wait_for(lambda title: title.startswith("今日工作台"))
        screen.key("ctrl+q")
        assert screen.leave() == 0


def test_that_a_file_that_is_no_workspace_is_asked_for_its_passphrase_and_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.auditor"
    foreign.write_bytes(b"not a workspace" * 20)
    with display() as screen:
        screen.run("--workspace", str(foreign), "--lang", "en", home=tmp_path)
        screen.wait_for(lambda title: title == "Auditor")
        screen.key("Escape")  # no, I have no passphrase for it
        assert screen.leave() == 3
        assert screen.process is not None
        assert screen.process.stderr is not None
        said = screen.process.stderr.read()
    assert "Traceback" not in said
    assert "not a workspace" in said
