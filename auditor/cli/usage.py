"""A line that the parser of arguments cannot take, said like every other mistake: what, and a hint, in the reader's
language. The parser's own sentences are English and bring the usage along."""

from __future__ import annotations

import errno
import re
from typing import Any

from auditor.errors import CallerMistake, unreadable
from auditor.i18n import Message, said

_NAMED = re.compile(r"'([^']*)'")


def mistake(error: Any, words: list[str]) -> CallerMistake:
    """What the parser raised over these words, as an error of ours; what it says in no known way is kept as it is."""
    what, _, perhaps = error.format_message().replace("\n", " ").partition(" Did you mean ")
    if what.endswith(" is not readable.") and _NAMED.search(what):
        return unreadable(_NAMED.findall(what)[-1], PermissionError(errno.EACCES, what))
    near = list(getattr(error, "possibilities", None) or ()) or _NAMED.findall(perhaps)
    if near:
        return CallerMistake(_about(error, what), said("Did you mean {near}?", near=", ".join(sorted(near))))
    command = error.ctx.command_path if getattr(error, "ctx", None) else f"auditor {words[0]}"
    return CallerMistake(_about(error, what), said("See: {command} --help", command=command))


def _about(error: Any, what: str) -> Message:
    if getattr(error, "param", None) is not None:
        return _of_value(error, what)
    option = getattr(error, "option_name", None)
    if option and "such option" in what:
        return said("There is no option {option}.", option=option)
    if option and "requires" in what:
        return said("{option} needs a value.", option=option)
    if option and "not take" in what:
        return said("{option} takes no value.", option=option)
    if what.startswith("No such command") and _NAMED.search(what):
        return said("There is no command {name}.", name=_NAMED.findall(what)[0])
    if "extra argument" in what:
        return said("Too many words: {words}", words=what.partition("s) (")[2].removesuffix(")"))
    return Message(what)


def _of_value(error: Any, what: str) -> Message:
    """A value that is missing, no number, or out of bounds."""
    name = max(error.param.opts, key=len)
    name = name if name.startswith("-") else name.upper()
    if hasattr(error, "param_type"):
        return said("{name} is missing.", name=name)
    causes: list[dict[str, Any]] = error.__cause__.errors() if hasattr(error.__cause__, "errors") else [{"type": ""}]
    bounds = causes[0].get("ctx", {})
    if causes[0]["type"].startswith("int_"):
        return said("{name} must be a whole number, not {value}.", name=name, value=str(causes[0].get("input")))
    if "ge" in bounds:
        return said("{name} must be at least {bound}.", name=name, bound=bounds["ge"])
    if "le" in bounds:
        return said("{name} must be at most {bound}.", name=name, bound=bounds["le"])
    return Message(what)
