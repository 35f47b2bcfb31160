"""Writes docs/commands.md from the command line itself: python tests/setup/commands_page.py"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "commands.md"

HEAD = """# 命令 · Commands

Made by `python tests/setup/commands_page.py`. `--workspace FILE` (or AUDITOR_WORKSPACE), `--lang zh|en`, `--quiet` and `--json [FILE|-]`
go with every command; dates are ISO; `--help` tells more. `auditor` alone opens the window.

| 命令 · command | 作用 | what it does | options |
|---|---|---|---|
"""

CODES = """
## 退出码 · Exit codes

| code | 含义 | meaning |
|---|---|---|
| 0 | 完成，没有达到阈值的问题 | done, nothing at or above the threshold |
| 1 | 完成，有达到 `--fail-on`（默认：严重）的问题，或有行未导入 | done, with findings at or above `--fail-on` (default critical), or rows refused |
| 2 | 参数或输入有误，未采用任何内容 | a wrong argument, or input of which nothing was taken |
| 3 | 工作区无法使用（版本更新、口令错误、不是工作区） | the workspace cannot be used (newer, wrong key, none) |
| 4 | 当前角色无权执行 | forbidden for this role |
| 5 | 完整性问题：损坏、篡改、报告或变更链未通过验证 | integrity: damage, tampering, a report or chain that does not verify |
| 6 | 冲突或被占用 | conflict or busy |
| 8 | 磁盘或网络失败 | the disk or network failed |
| 70 | 程序错误 | our fault |
| 130 | 被中断，没有写到一半的内容 | interrupted; no half-done write |
"""


def tree(language: str) -> Any:
    """The whole command line in one language."""
    import typer.main

    from auditor.cli.common import split_common
    from auditor.cli.desk import Desk
    from auditor.cli.main import build

    common, _ = split_common(["--lang", language])
    return typer.main.get_command(build(Desk(common)))


def commands(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name."""
    for name, child in node.commands.items():
        if hasattr(child, "commands"):
            if child.invoke_without_command:
                yield " ".join((*path, name)), child
            yield from commands(child, (*path, name))
        else:
            yield " ".join((*path, name)), child


def options(command: Any) -> list[str]:
    """The options of one command, as they are typed."""
    return [
        next(opt for opt in param.opts if opt.startswith("--")) for param in command.params if "--" in param.opts[-1]
    ]


def arguments(command: Any) -> str:
    """The arguments of one command, in capitals."""
    return "".join(f" {param.name.upper()}" for param in command.params if "--" not in param.opts[-1])


def page() -> str:
    """The table of commands in both languages, and the exit codes."""
    english = dict(commands(tree("en")))
    lines = []
    for name, command in commands(tree("zh")):
        told = " ".join(f"`{option}`" for option in options(command) if option != "--help")
        lines.append(f"| `auditor {name}{arguments(command)}` | {command.help} | {english[name].help} | {told} |")
    return HEAD + "\n".join(lines) + "\n" + CODES


if __name__ == "__main__":
    sys.path.insert(0, str(PAGE.parents[1]))
    PAGE.write_text(page(), encoding="utf-8")
