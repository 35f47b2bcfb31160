"""An overlay written back as text, so that a form can tune what a file laid down."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from auditor.rulebook.overlay import Overlay, Tuning
from auditor.rulebook.pack import Dated, ParamValue, Term


def written_overlay(overlay: Overlay) -> str:
    """The YAML of an overlay; reading it gives the same overlay again."""
    lines = ["rules:"]
    for tuning in sorted(overlay.tunings, key=lambda one: one.rule):
        lines.append(f"  {tuning.rule}:")
        lines += [f"    {line}" for line in _tuning(tuning)]
    if not overlay.tunings:
        return "rules: {}\n"
    return "\n".join(lines) + "\n"


def with_tuning(overlay: Overlay, tuning: Tuning) -> Overlay:
    """The overlay with one rule's tuning put in place of what it had; an empty one takes it away."""
    others = tuple(one for one in overlay.tunings if one.rule != tuning.rule)
    return replace(overlay, tunings=others if tuning == Tuning(tuning.rule) else (*others, tuning))


def _tuning(tuning: Tuning) -> Iterator[str]:
    for name in ("severity", "effect", "enabled", "waivable"):
        value = getattr(tuning, name)
        if value is not None:
            yield f"{name}: {_scalar(value) if isinstance(value, bool) else value}"
    if tuning.effective is not None:
        yield f"effective: {_term(tuning.effective)}"
    if tuning.params:
        yield "params:"
        yield from _params(tuning.params)
    if tuning == Tuning(tuning.rule):
        yield "{}"


def _params(params: Mapping[str, tuple[Dated, ...]]) -> Iterator[str]:
    for name, values in sorted(params.items()):
        yield f"  {name}:"
        for dated in values:
            yield f"    - {{from: {dated.first.isoformat()}, value: {_scalar(dated.value)}}}"


def _scalar(value: ParamValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _term(term: Term) -> str:
    parts = [f"from: {term.first}"] if term.first else []
    parts += [f"until: {term.last}"] if term.last else []
    return "{" + ", ".join(parts) + "}"
