"""The console script: no arguments open the window, anything else is the command line, which knows no Qt."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the window or the command line; the exit code."""
    if len(sys.argv) > 1:
        from auditor.cli.main import main as command_line

        return command_line(sys.argv[1:])
    from ui.main import main as window

    return window([])
