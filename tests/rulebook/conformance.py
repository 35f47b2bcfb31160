"""The conformance cases of cel-spec, run through our parser, checker and SQL where they fall into the profile.

``python -m tests.rulebook.conformance --write`` renews the table in docs/cel-profile.md.

Rules refuse a comparison of two constants, which conformance cases are made of. So the literals of a case are bound as
parameters (except where the language wants a literal: in lists and maps, as a pattern), and its variables too; a case
whose value is no condition is asked whether it equals that value. What is the same for everybody is worked out before
the statement runs, so each case runs a second time with the same values as facts: each in a record of its own, reached
by a quantifier around the condition, and nothing left to be worked out beforehand.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from auditor.model import tables
from auditor.model.types import hundredths
from auditor.rulebook.book import Book
from auditor.rulebook.example_store import Store
from auditor.rulebook.examples import prepared, scratch
from auditor.rulebook.facts.schema import spec
from auditor.rulebook.language import syntax as s
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.checking import Checker, Environment
from auditor.rulebook.language.parsing import NotCel, parse
from auditor.rulebook.language.rewriting import rewritten
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple
from auditor.rulebook.plan import Maker, finished
from auditor.rulebook.sql.compiler import Compiler
from auditor.rulebook.sql.truth import as_number
from auditor.rulebook.sql.values import Moment
from tests.rulebook.worlds import DAY

CASES = Path(__file__).parent / "cel_spec" / "cases.jsonl.gz"
PAGE = Path(__file__).parents[2] / "docs" / "cel-profile.md"
BEGIN, END = "<!-- conformance: generated -->", "<!-- conformance: end -->"

PASSED, WRONG = "passed", "wrong"
TYPES: dict[type, Simple] = {bool: Simple.BOOL, int: Simple.INT, Decimal: Simple.DOUBLE, str: Simple.STRING}
EXTENSIONS = ("string_ext", "math_ext", "optionals", "macros2", "bindings_ext", "block_ext", "encoders_ext",
              "proto2_ext")  # fmt: skip
MESSAGES = ("proto2", "proto3", "enums", "wrappers", "dynamic")
ERROR = object()
MOST_RECORDS = 8
"""More values than that in one case are not tried as facts: every one is a quantifier around the rest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: passed, wrong, or why it is outside; ``said`` is the refusal or the answer."""

    case: Mapping[str, Any]
    result: str
    said: str = ""
    with_facts: bool = False


class Outside(Exception):
    """The case needs something that the profile does not have."""


@dataclass
class _Bound:
    """Literals and variables of one case turned into parameters."""

    variables: Mapping[str, Any]
    params: dict[str, Any] = field(default_factory=dict)
    taken: tuple[str, ...] = ()

    def new(self, value: Any) -> s.Syntax:
        known = [name for name, one in self.params.items() if type(one) is type(value) and one == value]
        name = known[0] if known else f"k{len(self.params)}"
        self.params[name] = value
        return s.Select(0, s.Name(0, "params"), name)

    def bound(self, node: s.Syntax) -> s.Syntax:
        """The node with its literals bound."""
        if isinstance(node, s.Constant):
            return node if node.value is None else self.new(node.value)
        if isinstance(node, s.Name) and node.name in self.variables and node.name not in self.taken:
            return self.new(self.variables[node.name])
        if isinstance(node, s.ListLiteral | s.MapLiteral | s.Name):
            return node
        if isinstance(node, s.Call):
            return self._call(node)
        changed: dict[str, Any] = {}
        for one in fields(node):
            value = getattr(node, one.name)
            if one.name in ("operand", "key"):
                changed[one.name] = self.bound(value)
            elif one.name == "args":
                changed["args"] = tuple(self.bound(arg) for arg in value)
        return replace(node, **changed)

    def _call(self, node: s.Call) -> s.Call:
        target = None if node.target is None else self.bound(node.target)
        if node.function == "matches":
            return replace(node, target=target)
        inner = self
        if len(node.args) == 2 and isinstance(node.args[0], s.Name):
            inner = _Bound(self.variables, self.params, (*self.taken, node.args[0].name))
            return replace(node, target=target, args=(node.args[0], inner.bound(node.args[1])))
        return replace(node, target=target, args=tuple(inner.bound(arg) for arg in node.args))


def cases() -> list[dict[str, Any]]:
    """Every case, in the order of the suite."""
    with gzip.open(CASES, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def judged(store: Connection, case: Mapping[str, Any]) -> Outcome:
    """Run one case."""
    suite = case["suite"].partition("/")[0]
    if suite in EXTENSIONS:
        return Outcome(case, f"an extension of the language ({', '.join(EXTENSIONS)})")
    if suite in MESSAGES or case.get("container"):
        return Outcome(case, "messages of protocol buffers, their enumerations and wrappers")
    try:
        expected = _expected(case)
        got = _answer(store, case, expected)
    except Outside as reason:
        return Outcome(case, str(reason))
    except NotCel as refused:
        return Outcome(case, _reason(case, refused.message.text), str(refused))
    wanted = "error" if expected is ERROR else str(expected if isinstance(expected, bool) else True)
    as_facts = f" ({got[1]} with facts)" if len(got) > 1 else ""
    result = PASSED if all(one == wanted for one in got) else WRONG
    return Outcome(case, result, f"{got[0]}{as_facts} instead of {wanted}", len(got) > 1)


def _reason(case: Mapping[str, Any], refusal: str) -> str:
    if case.get("disableCheck"):
        return "types that do not agree, found out at run time (the case turns checking off)"
    if "dyn(" in case["expr"]:
        return "dyn(): values whose type is known at run time only"
    if refusal == "unknown function {name}":
        return "functions the profile does not have: conversions, timestamps and durations, bytes and others"
    if case.get("checkOnly") or case["suite"].startswith("type_deductions"):
        return "types as values, type variables (suite type_deductions)"
    return re.sub(r"\{\w+\}", "…", refusal)


def _scalar(value: Mapping[str, Any]) -> Any:
    (kind, found), *_rest = value.items()
    if kind == "boolValue":
        return bool(found)
    if kind == "int64Value":
        return int(found)
    if kind == "stringValue":
        return str(found)
    if kind == "doubleValue":
        number = Decimal(str(found))
        if not number.is_finite() or abs(number) >= 10**12 or number != round(number, 6):
            raise Outside("a decimal beyond six places or twelve digits, NaN, infinity")
        return number
    names = {
        "uint64Value": "unsigned numbers",
        "bytesValue": "bytes",
        "nullValue": "null",
        "typeValue": "types as values",
    }
    lists = {"listValue": "a list", "mapValue": "a map"}
    if kind in lists:
        raise Outside(f"{lists[kind]} as a value of its own (a condition is true or false)")
    raise Outside(names.get(kind, "messages of protocol buffers, their enumerations and wrappers"))


def _expected(case: Mapping[str, Any]) -> Any:
    if case.get("evalError"):
        return ERROR
    value = case.get("value") or (case.get("typedResult") or {}).get("result")
    if value is None:
        return True
    return _scalar(value)


def _answer(store: Connection, case: Mapping[str, Any], expected: Any) -> tuple[str, ...]:
    variables = {}
    for name, bound in case.get("bindings", {}).items():
        variables[name] = _scalar(bound["value"])
    found = _Bound(variables)
    node = found.bound(parse(case["expr"]))
    if expected is not ERROR and not isinstance(expected, bool):
        node = s.Operator(0, "==", (node, found.new(expected)))
    types = {name: TYPES[type(value)] for name, value in found.params.items()}
    checker = Checker(Environment("merchant", spec("merchant"), types, {}))
    tree = checker.condition(node)
    if tree is None and expected is ERROR and not checker.members:
        # An error is expected of a value that is no condition: ask whether it equals itself.
        checker = Checker(Environment("merchant", spec("merchant"), types, {}))
        tree = checker.condition(s.Operator(0, "==", (node, node)))
    if tree is None:
        raise NotCel(0, checker.wrongs[0].message)
    first = _by_sql(store, tree, found.params, 0)
    finer = any(isinstance(one, Decimal) and one != round(one, 2) for one in found.params.values())
    if not 0 < len(found.params) <= MOST_RECORDS or finer:
        return (first,)
    try:
        return first, _by_sql(store, _from_facts(tree, found.params), {}, _stored(store, found.params))
    finally:
        store.rollback()


_FIELDS = {Simple.STRING: "script", Simple.INT: "orders", Simple.DOUBLE: "sales", Simple.BOOL: "endorsed"}


def _stored(store: Connection, params: Mapping[str, Any]) -> int:
    """A merchant with a broadcast for each value, named as the parameter is."""
    merchant_id = Store(store, DAY).subject("merchant", {"broadcasts": [{"code": name} for name in params]})
    table = tables.MAIN["broadcast"]
    for name, value in params.items():
        whole = hundredths(value) if isinstance(value, Decimal) else value
        store.execute(update(table).where(table.c.code == name).values({_FIELDS[TYPES[type(value)]]: whole}))
    return merchant_id


def _from_facts(tree: t.Tree, params: Mapping[str, Any]) -> t.Tree:
    """The condition reading records instead of parameters; a quantifier over the only record of a code changes nothing."""
    condition = _read(tree)
    record = ObjectOf("broadcast")
    for name in params:
        code = t.Pick(0, Simple.STRING, t.Member(0, record, f"of {name}"), "code")
        mine = t.Operation(0, Simple.BOOL, "==", (code, t.Literal(0, Simple.STRING, name)))
        listed = t.Pick(0, ListOf(record), t.Subject(0, ObjectOf("merchant")), "broadcasts")
        both = t.Operation(0, Simple.BOOL, "&&", (mine, condition))
        condition = t.Quantified(0, Simple.BOOL, "exists", listed, f"of {name}", both)
    return condition


def _read(tree: t.Tree) -> t.Tree:
    if isinstance(tree, t.Parameter):
        assert isinstance(tree.type, Simple)
        return t.Pick(0, tree.type, t.Member(0, ObjectOf("broadcast"), f"of {tree.name}"), _FIELDS[tree.type])
    changed: dict[str, Any] = {}
    for one in fields(tree):
        value = getattr(tree, one.name)
        if one.name == "args":
            changed["args"] = tuple(_read(arg) for arg in value)
        elif one.name in ("source", "body", "object", "key") and not isinstance(value, str):
            changed[one.name] = _read(value)
    return replace(tree, **changed)


def _by_sql(store: Connection, tree: t.Tree, params: Mapping[str, Any], merchant_id: int) -> str:
    maker = Maker(Book((), ()), "merchant", known=False)
    truth = Compiler(maker.row.scope, maker.row).truth(rewritten(tree))
    query = select(as_number(truth))
    if merchant_id:
        query = query.select_from(maker.table).where(maker.table.c.id == merchant_id)
    statement = finished(query, maker.shared, store.dialect)
    try:
        values = statement.computed_with(Moment(DAY), params)
        number = store.exec_driver_sql(statement.text, values).scalar_one()
    except Exception as error:
        if "integer overflow" in str(error) or isinstance(error, OverflowError):
            return "error"
        raise
    return "error" if number is None else str(bool(number))


def everything() -> list[Outcome]:
    """Every case run over an empty store."""
    with scratch() as store, prepared(store):
        return [judged(store, case) for case in cases()]


def table(found: list[Outcome]) -> str:
    """The counts for the documentation: what passes, what is outside and why."""
    counts = Counter(one.result for one in found)
    samples: dict[str, str] = {}
    for one in found:
        samples.setdefault(one.result, " ".join(one.case["expr"].split())[:60])
    twice = sum(one.with_facts for one in found)
    first = (
        f"Of the {len(found)} cases of cel-spec v0.25.1, {counts[PASSED]} fall into the profile and pass, {twice} of them"
        " with their values as parameters and as stored facts, the others (no value, more"
        f" than eight, or more than two decimals) as they stand; {counts[WRONG]} fail. The rest, by what they need (where the checker refuses,"
        " its own words):"
    )
    lines = [
        first + "\n",
        "| outside because of | cases | such as |",
        "|---|---:|---|",
    ]
    for reason, count in counts.most_common():
        if reason not in (PASSED, WRONG):
            sample = samples[reason].replace("|", "\\|").replace("`", "'")
            lines.append(f"| {reason} | {count} | `{sample}` |")
    return "\n".join(lines)


def with_table(text: str, made: str) -> str:
    """The page with the table renewed."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.split(END)[1]}"


def main() -> int:
    """Print what fails and the table; 1 where a case in the profile fails."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="renew docs/cel-profile.md")
    found = everything()
    wrong = [one for one in found if one.result == WRONG]
    for one in wrong:
        sys.stdout.write(f"{one.case['suite']}/{one.case['name']}: {one.case['expr']} ({one.said})\n")
    made = table(found)
    sys.stdout.write(made + "\n")
    if parser.parse_args().write:
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
