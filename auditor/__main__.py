"""``python -m auditor``: the command line alone."""

from __future__ import annotations

import sys

if __name__ == "__main__":
    try:
        from auditor.cli.main import STOPPED, main
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(STOPPED)
