"""Random well-typed expressions of the profile, built from the fact schema's types alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from auditor.rulebook.facts.schema import codes, spec
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple

REFERENCES = {"course", "party", "party_type", "counterparty", "counterparty_type", "merchant", "subject", "subject_type",
              "owner", "owner_type", "learner", "learner_type", "agency", "broadcast", "room", "operator", "title",
              "hosts", "merchants", "broadcasts", "accounts", "products", "rooms", "assistants"}  # fmt: skip
LISTED = {"host": ("trainings", "licences", "cases", "contracts", "points", "categories", "domains"),
          "merchant": ("licences", "authorisations", "cases", "reviews", "points", "categories", "brands", "own_codes"),
          "broadcast": ("categories",)}  # fmt: skip
UNMODELLED = {"number_form", "renewal_stage", "chain_complete"}
"""Derived fields that the oracle does not work out: tests/rulebook/test_papers.py and the examples hold them."""
PICKS = st.integers(0, 10**6)


@dataclass(frozen=True)
class Scope:
    """What an expression may name here: records in scope by variable, how deep quantifiers may still go."""

    records: tuple[tuple[str, str], ...]
    depth: int

    def entered(self, variable: str, kind: str) -> Scope:
        return Scope((*self.records, (variable, kind)), self.depth - 1)


def scalars(kind: str, wanted: Simple) -> list[str]:
    return sorted(
        name
        for name, field in spec(kind).fields.items()
        if field.type is wanted
        and not field.personal
        and not name.endswith("_text")
        and name not in REFERENCES | UNMODELLED
    )


@st.composite
def conditions(draw: st.DrawFn, scope: Scope, size: int = 3) -> str:
    """A condition."""
    kinds = ["compare", "compare", "compare", "has", "flag", "word"]
    if size > 0:
        kinds += ["and", "or", "not", "choice"]
        if scope.depth > 0:
            kinds += ["quantified", "quantified", "quantified", "count", "fold", "member"]
    choice = draw(st.sampled_from(kinds))
    if choice in ("and", "or"):
        parts = [draw(conditions(scope, size - 1)) for _n in range(draw(st.integers(2, 3)))]
        return "(" + f" {'&&' if choice == 'and' else '||'} ".join(parts) + ")"
    if choice == "not":
        return f"!({draw(conditions(scope, size - 1))})"
    if choice == "choice":
        return "(" + " ? ".join((draw(conditions(scope, 0)), draw(conditions(scope, size - 1)))) + " : " + draw(
            conditions(scope, size - 1)) + ")"  # fmt: skip
    builders: dict[str, Any] = {"compare": comparisons, "has": presences, "flag": flags, "word": word_tests,
                                "quantified": quantified, "count": counts, "fold": folds, "member": members}  # fmt: skip
    return draw(builders[choice](scope))


def _record(draw: st.DrawFn, scope: Scope, wanted: Simple) -> tuple[str, str, str] | None:
    """(variable, object, field) of some record in scope with a field of that type; the innermost is favoured."""
    options = [(v, k, f) for v, k in scope.records for f in scalars(k, wanted)]
    inner = [(v, k, f) for v, k in scope.records[-1:] for f in scalars(k, wanted)]
    pool = inner if inner and draw(st.integers(0, 3)) else options
    return pool[draw(PICKS) % len(pool)] if pool else None


@st.composite
def fixed(draw: st.DrawFn, wanted: Simple) -> str:
    """A value that is the same for everybody."""
    n = draw(st.sampled_from((0, 1, 2, 7, 30, 90, 180)))
    if wanted is Simple.DATE:
        return draw(st.sampled_from((
            "as_of", f"as_of - days({n})", f"as_of + days({n})", "as_of - years(1)", "as_of - months(params.n)",
            'date("2026-06-30")', 'date("2026-01-01") + months(1)', "as_of - workdays(5)", "day(as_of_end)",
        )))  # fmt: skip
    if wanted is Simple.TIME:
        return draw(st.sampled_from(("as_of_end", f"as_of_end - hours({n})", f"as_of_end - days({n})")))
    if wanted is Simple.INT:
        return draw(st.sampled_from(("0", "1", "2", "3", "params.n", "16", "18", "params.n + 1", "2 * params.n")))
    return draw(st.sampled_from(("0.0", "1.5", "3.0", "params.x", "params.x * 2.0", "6.5 - params.x")))


@st.composite
def values(draw: st.DrawFn, scope: Scope, wanted: Simple) -> str:
    """A scalar of some record, perhaps moved or computed with."""
    found = _record(draw, scope, wanted)
    if found is None:
        return draw(fixed(wanted))
    text = f"{found[0]}.{found[2]}"
    if found[2] == "first_live" or draw(st.integers(0, 2)):
        return text
    if wanted is Simple.DATE:
        other = _record(draw, scope, Simple.TIME)
        more = [f"{text} + days(7)", f"{text} - months(5)", f"{text} + months(params.n)", f"{text} + years(1)"]
        return draw(st.sampled_from(more if other is None else [*more, f"day({other[0]}.{other[2]})"]))
    if wanted is Simple.TIME:
        return draw(st.sampled_from((f"{text} + hours(48)", f"{text} - days(2)")))
    if wanted is Simple.INT:
        return draw(st.sampled_from((f"{text} + 1", f"{text} * 2", f"-{text}")))
    return draw(st.sampled_from((f"{text} + 0.5", f"{text} * 1.5", f"-{text}")))


OPERATORS = st.sampled_from(("==", "!=", "<", "<=", ">", ">="))


@st.composite
def comparisons(draw: st.DrawFn, scope: Scope) -> str:
    wanted = draw(st.sampled_from((Simple.DATE, Simple.DATE, Simple.INT, Simple.DOUBLE, Simple.TIME, Simple.STRING)))
    if wanted is Simple.STRING:
        return draw(word_tests(scope))
    left = draw(values(scope, wanted))
    if wanted is Simple.DATE and "first_live" not in left and draw(st.integers(0, 5)) == 0:
        found = _record(draw, scope, Simple.DATE)
        if found and found[2] != "first_live":
            part = draw(st.sampled_from(("year({0}) == year(as_of)", "year({0}) < 2026", "{0} + workdays(3) <= as_of")))
            return part.format(f"{found[0]}.{found[2]}")
    right = draw(st.one_of(fixed(wanted), fixed(wanted), values(scope, wanted)))
    if draw(st.booleans()):
        left, right = right, left
    if (
        wanted is Simple.DATE
        and "NEVER" not in left + right
        and "first_live" not in left + right
        and "workdays" not in left + right
    ) and draw(st.integers(0, 7)) == 0:
        return f"({left}) - ({right}) {draw(OPERATORS)} days(30)"
    return f"{left} {draw(OPERATORS)} {right}"


@st.composite
def presences(draw: st.DrawFn, scope: Scope) -> str:
    variable, kind = scope.records[draw(PICKS) % len(scope.records)]
    names = [
        name
        for name, field in sorted(spec(kind).fields.items())
        if isinstance(field.type, Simple) and not field.personal and name not in REFERENCES | UNMODELLED
        and name != "first_live" and not name.endswith("_text")
    ]  # fmt: skip
    return f"has({variable}.{names[draw(PICKS) % len(names)]})"


@st.composite
def flags(draw: st.DrawFn, scope: Scope) -> str:
    found = _record(draw, scope, Simple.BOOL)
    return f"{found[0]}.{found[2]}" if found else draw(comparisons(scope))


@st.composite
def word_tests(draw: st.DrawFn, scope: Scope) -> str:
    found = _record(draw, scope, Simple.STRING)
    if found is None:
        return draw(presences(scope))
    variable, kind, name = found
    known = sorted(codes(spec(kind).fields[name].words)) or ["N1", "B1", "A"]
    text = f"{variable}.{name}"
    one, two = (known[draw(PICKS) % len(known)] for _n in range(2))
    return draw(st.sampled_from((
        f'{text} == "{one}"', f'{text} != "{one}"', f'{text} in ["{one}", "{two}"]', f'{text}.startsWith("{one[:1]}")',
        f'{text}.contains("{one[-2:]}")', f'{text}.endsWith("{one[-1:]}")', f"size({text}) > 5",
        f'{text}.matches("^[{one[0]}-z]+$")', f'{{"{one}": 1, "{two}x": 2}}[{text}] > 0', f'{text} + "x" == "{one}x"',
    )))  # fmt: skip


def _source(draw: st.DrawFn, scope: Scope) -> tuple[str, str | None]:
    """(list, object of its members or None for texts)."""
    variable, kind = scope.records[0]
    name = LISTED[kind][draw(PICKS) % len(LISTED[kind])]
    element = spec(kind).fields[name].type
    assert isinstance(element, ListOf)
    return f"{variable}.{name}", element.element.name if isinstance(element.element, ObjectOf) else None


def _name(scope: Scope) -> str:
    return f"x{len(scope.records)}"


@st.composite
def members(draw: st.DrawFn, scope: Scope) -> str:
    source, kind = _source(draw, scope)
    texts = {"categories": '"food_health"', "domains": '"law"', "brands": '"B1"', "own_codes": '"X1"'}
    if kind is None:
        name = source.rpartition(".")[2]
        if name == "categories" and draw(st.booleans()):
            return f"{source}.exists({_name(scope)}, {_name(scope)} in data.licensed_categories)"
        return f"{texts[name]} in {source}"
    x = _name(scope)
    found = _record(draw, scope.entered(x, kind), Simple.STRING)
    assert found is not None
    return f'"N1" in {source}.map({x}, {found[0]}.{found[2]})' if not codes(spec(found[1]).fields[found[2]].words) else draw(
        quantified(scope))  # fmt: skip


@st.composite
def quantified(draw: st.DrawFn, scope: Scope) -> str:
    source, kind = _source(draw, scope)
    x = _name(scope)
    macro = draw(st.sampled_from(("exists", "exists", "all", "all", "exists_one")))
    if kind is None:
        word = {"categories": "food_health", "domains": "law", "brands": "B1", "own_codes": "X1"}[
            source.rpartition(".")[2]
        ]
        return f'{source}.{macro}({x}, {x} == "{word}")'
    inner = scope.entered(x, kind)
    body = draw(conditions(inner, 1))
    if draw(st.integers(0, 4)) == 0:
        y = f"{x}f"
        source = f"{source}.filter({y}, {draw(conditions(scope.entered(y, kind), 0))})"
    if draw(st.integers(0, 7)) == 0 and kind == "licence":
        return f'data.accepted_kinds.{macro}(k, k.category == "food_health" && {source}.exists({x}, {x}.kind == k.kind && {body}))'
    return f"{source}.{macro}({x}, {body})"


@st.composite
def counts(draw: st.DrawFn, scope: Scope) -> str:
    source, kind = _source(draw, scope)
    if kind is not None and draw(st.booleans()):
        x = _name(scope)
        source = f"{source}.filter({x}, {draw(conditions(scope.entered(x, kind), 1))})"
    return f"size({source}) {draw(OPERATORS)} {draw(st.integers(0, 2))}"


@st.composite
def folds(draw: st.DrawFn, scope: Scope) -> str:
    source, kind = _source(draw, scope)
    if kind is None:
        return draw(counts(scope))
    x = _name(scope)
    wanted = draw(st.sampled_from((Simple.DATE, Simple.DOUBLE, Simple.INT)))
    names = [name for name in scalars(kind, wanted) if name != "first_live"]
    if not names:
        return draw(counts(scope))
    name = names[draw(PICKS) % len(names)]
    if draw(st.booleans()):
        source = f"{source}.filter({x}, has({x}.{name}))"
    fold = (
        draw(st.sampled_from(("min", "max"))) if wanted is Simple.DATE else draw(st.sampled_from(("sum", "min", "max")))
    )
    right = draw(fixed(wanted))
    if wanted is Simple.DOUBLE and fold == "sum":
        # cel-python's sum of nothing is the int 0, which it will not compare with a double.
        return f"size({source}) > 0 && {source}.map({x}, {x}.{name}).sum() {draw(OPERATORS)} {right}"
    return f"{source}.map({x}, {x}.{name}).{fold}() {draw(OPERATORS)} {right}"
