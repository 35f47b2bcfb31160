"""Puts rules/ and resources/ into the wheel as auditor/_data/; everything else stands in pyproject.toml."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

_HERE = Path(__file__).resolve().parent
_DATA = ("rules", "resources")
_LEFT_OUT = shutil.ignore_patterns("*.py", "*.po", "*.pot", "__pycache__")


class BuildWithData(build_py):
    """The ordinary build, then the data beside the modules; an editable install reads the checkout instead."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "auditor" / "_data"
        shutil.rmtree(target, ignore_errors=True)
        for name in _DATA:
            if (_HERE / name).is_dir():
                shutil.copytree(_HERE / name, target / name, ignore=_LEFT_OUT)


setup(cmdclass={"build_py": BuildWithData})
