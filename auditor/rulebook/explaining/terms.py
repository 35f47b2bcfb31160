"""Values of a condition as people say them: fields by their names, days, numbers with their unit, words of lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.i18n import Message, Twin, said
from auditor.rulebook.explaining.names import LEVELS, data_name, field_of, noun
from auditor.rulebook.language import tree as t
from auditor.rulebook.language.types import ListOf, ObjectOf, Simple
from auditor.rulebook.texts import spoken

Said = Message | Twin
NOTHING = object()
"""Stands for a value that nobody has looked up."""
Look = Callable[[t.Tree], object]
"""The value of a part of a condition; NOTHING where there is none to show."""


def shown(value: object, words: str = "") -> Twin:
    """A value in both languages."""
    if words == "licence_level" and str(value) in LEVELS:
        return LEVELS[str(value)]
    return Twin(spoken(value, words, "zh"), spoken(value, words, "en"))


def listed(parts: list[Said]) -> Said:
    """Things one after the other."""
    whole = parts[0]
    for part in parts[1:]:
        whole = said("{first}, {second}", first=whole, second=part)
    return whole


class Terms:
    """Speaks of the values in one rule's conditions for one subject type."""

    def __init__(self, subject: str, params: Mapping[str, object], look: Look, inner: str = "") -> None:
        self._subject = subject
        self._params = params
        self._look = look
        self._inner = inner
        """The variable whose fields need no owner: the list's own member."""

    def within(self, variable: str) -> Terms:
        """The same inside a list whose member is this variable."""
        return Terms(self._subject, self._params, self._look, variable)

    def without_values(self, variable: str) -> Terms:
        """The same inside a list, of no member in particular: only what is fixed has a value."""
        look = self._look
        return Terms(self._subject, self._params, lambda tree: look(tree) if _fixed(tree) else NOTHING, variable)

    def is_outer(self, variable: str) -> bool:
        """Whether the variable belongs to a list further out."""
        return bool(self._inner) and variable != self._inner

    def value(self, tree: t.Tree) -> object:
        """What the part is worth here."""
        return self._look(tree)

    def of(self, tree: t.Tree, words: str = "") -> Said:
        """A part of a condition by its name, without its value; a fixed one by its value and how it comes about."""
        if isinstance(tree, t.Literal):
            return shown(tree.value, words)
        if isinstance(tree, t.Day):
            return self._day(tree)
        if isinstance(tree, t.Parameter):
            return shown(self._params.get(tree.name, ""))
        if isinstance(tree, t.Pick | t.Has):
            return self._field(tree)
        if isinstance(tree, t.Member):
            return said("it") if isinstance(tree.type, ObjectOf) else said("this entry")
        if isinstance(tree, t.Operation):
            return self._sum(tree)
        if isinstance(tree, t.Function):
            return self._function(tree)
        return self._listed(tree)

    def _day(self, tree: t.Day) -> Said:
        day = self._look(tree)
        if tree.name == "as_of_end":
            return said("the end of the as-of day")
        return said("the as-of day") if day is NOTHING else said("the as-of day {day}", day=shown(day))

    def _field(self, tree: t.Pick | t.Has) -> Said:
        owner = tree.object
        kind = owner.type.name if isinstance(owner.type, ObjectOf) else ""
        name = field_of(kind, tree.field)
        if kind.startswith("data."):
            return said("{field} in that list", field=name)
        if isinstance(owner, t.Member):
            if owner.name == self._inner or not isinstance(owner.type, ObjectOf):
                return name
            return said("{field} of that {owner}", field=name, owner=noun(kind))
        if isinstance(owner, t.Subject):
            return said("{field} of the {owner}", field=name, owner=noun(kind)) if self._inner else name
        return said("{field} of {owner}", field=name, owner=self.of(owner))

    def _sum(self, tree: t.Operation) -> Said:
        if tree.op == "?:":
            return said("the value that applies")
        if tree.op == "neg":
            return said("minus {value}", value=self.of(tree.args[0]))
        left, right = (self.with_value(arg) if isinstance(arg, t.Pick) else self.of(arg) for arg in tree.args)
        backwards = tree.op == "-" and isinstance(tree.type, Simple) and tree.type in (Simple.DATE, Simple.TIME)
        if backwards:
            return said("{start} less {length}", start=left, length=right)
        if tree.op == "-":
            return said("{first} minus {second}", first=left, second=right)
        return (
            said("{first} plus {second}", first=left, second=right)
            if tree.op == "+"
            else said("{first} times {second}", first=left, second=right)
        )

    def _function(self, tree: t.Function) -> Said:
        inner = self.of(tree.args[0])
        made = {
            "days": said("{n} days", n=inner), "hours": said("{n} hours", n=inner),
            "months": said("{n} months", n=inner), "years": said("{n} years", n=inner),
            "workdays": said("{n} working days", n=inner), "year": said("the year of {day}", day=inner),
            "day": said("the day of {time}", time=inner), "size": said("the length of {text}", text=inner),
        }  # fmt: skip
        return made.get(tree.name, inner)

    def _listed(self, tree: t.Tree) -> Said:
        if isinstance(tree, t.DataList):
            return data_name(tree.name)
        if isinstance(tree, t.Listed):
            return listed([shown(one) for one in tree.values])
        if isinstance(tree, t.Filtered | t.Mapped):
            return self.of(tree.source)
        if isinstance(tree, t.Folded):
            inner = self.of(tree.source)
            folds = {
                "size": said("the number of: {list}", list=inner), "sum": said("the sum of: {list}", list=inner),
                "min": said("the least of: {list}", list=inner), "max": said("the greatest of: {list}", list=inner),
            }  # fmt: skip
            return folds[tree.name]
        if isinstance(tree, t.Looked):
            return said("the value for {key}", key=self.of(tree.key))
        return noun(tree.type.name) if isinstance(tree.type, ObjectOf) else noun("workspace")

    def with_value(self, tree: t.Tree, words: str = "") -> Said:
        """The part by its name and its value."""
        if isinstance(tree, t.Literal | t.Parameter | t.Day):
            return self.of(tree, words)
        value = self._look(tree)
        entry = isinstance(tree, t.Pick) and str(tree.object.type).startswith("data.")
        if value is not NOTHING and (entry or isinstance(tree, t.Member)):
            return said("“{value}”", value=shown(value, words or _words(tree)))
        name = self.of(tree, words)
        if value is NOTHING or isinstance(tree.type, ListOf):
            return name
        if _fixed(tree):
            return said("{value} ({how})", value=shown(value), how=name)
        if value is None:
            return said("{name} (empty)", name=name)
        if isinstance(tree, t.Operation):
            return said("{how} ({value})", how=name, value=shown(value))
        return said("{name} {value}", name=name, value=shown(value, words or _words(tree)))


def _fixed(tree: t.Tree) -> bool:
    from auditor.rulebook.language.comparing import same_for_all

    return same_for_all(tree)


def _words(tree: t.Tree) -> str:
    return tree.words if isinstance(tree, t.Pick | t.Member) else ""
