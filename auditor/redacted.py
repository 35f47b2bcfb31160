"""A report about our own faults without anybody's data: no names, no numbers, no paths."""

from __future__ import annotations

import platform
import re
import traceback

import auditor

_QUOTED = re.compile(r"""(["'`“‘「]).*?(["'`”’」])""")
_PATH = re.compile(r"(?:[A-Za-z]:\\|/)[^\s:,;]+")
_DIGITS = re.compile(r"\d")
_WIDE = re.compile(r"[⺀-鿿豈-﫿\U00020000-\U0003FFFF]+")


def redact(text: str) -> str:
    """The shape of a sentence: quotes, paths, digits and Chinese words are taken out."""
    for pattern, instead in ((_QUOTED, "'…'"), (_PATH, "<path>"), (_DIGITS, "#"), (_WIDE, "〇")):
        text = pattern.sub(instead, text)
    return text


def crash_report(error: BaseException) -> str:
    """Versions, the kind of error, its redacted sentence and where in our code it came from."""
    lines = [
        f"auditor {auditor.__version__}, Python {platform.python_version()}, {platform.system()}",
        f"{type(error).__module__}.{type(error).__qualname__}: {redact(str(error))[:300]}",
    ]
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    # Of work done in another process, where it came from there.
    elsewhere = getattr(error, "elsewhere", ())[-12:]
    lines += [f"  elsewhere {_place(file)}:{line} {name}" for file, line, name in elsewhere]
    if error.__cause__ is not None:
        lines.append(f"because {type(error.__cause__).__qualname__}: {redact(str(error.__cause__))[:200]}")
    return "\n".join(lines)


def _place(filename: str) -> str:
    parts = filename.replace("\\", "/").split("/")
    for root in ("auditor", "ui"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1]
