"""What an explanation is made of, and which of its parts decided the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from auditor.i18n import Message, Twin

Answer = bool | None


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record behind a condition: its object in the rule language, its id, its natural key as people read it."""

    kind: str
    id: int
    key: Twin


@dataclass(frozen=True, slots=True)
class Place:
    """A datum that is missing: object, column of the workbook's sheet, and the record it is missing from."""

    kind: str
    column: str
    record: RecordRef | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A condition, or a member of a list as a condition sees it.

    ``text`` is the condition as written, ``says`` the same as a sentence with the values in it. ``value`` is true,
    false or None (unknown); where ``judged`` is false nothing was there to judge and the sentence only says what is
    looked for. ``link`` says how the parts make the whole: and, or, if; any, none, every, notevery, one, folded over
    the members of a list; leaf.
    ``empties`` are the data that were read here and found empty.
    """

    text: str
    says: Message
    value: Answer
    link: str = "leaf"
    parts: tuple[Node, ...] = ()
    record: RecordRef | None = None
    empties: tuple[Place, ...] = ()
    judged: bool = True
    decides: bool = False
    left_out: int = 0
    """Members of a list that are not shown."""

    def walk(self) -> Iterator[Node]:
        """The node and everything below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Explanation:
    """The conditions of a rule for one subject on one day; the deciding path is marked."""

    applies: Node
    require: Node
    levels: tuple[Node, ...] = field(default=())

    def missing(self) -> list[Place]:
        """The data that are missing on the deciding path, in the order met."""
        found: dict[Place, None] = {}
        for root in (self.applies, self.require):
            for node in root.walk():
                if node.decides and node.value is None and node.judged:
                    found.update(dict.fromkeys(node.empties))
        return list(found)


def deciding(applies: Node, require: Node, levels: Sequence[Node]) -> Explanation:
    """Mark what decided: a rule that does not apply is decided there, a failure's severity by the level that holds."""
    if applies.value is not True:
        return Explanation(_marked(applies), require, tuple(levels))
    first = next((at for at, level in enumerate(levels) if level.value is True), None)
    held = tuple(_marked(level) if require.value is False and at == first else level for at, level in enumerate(levels))
    return Explanation(applies, _marked(require), held)


def _marked(node: Node) -> Node:
    chosen = _chosen(node)
    parts = tuple(_marked(part) if at in chosen else part for at, part in enumerate(node.parts))
    return replace(node, decides=True, parts=parts)


def _chosen(node: Node) -> set[int]:
    """Which parts a node owes its value to; Kleene's logic says it for each way of linking them."""
    every = set(range(len(node.parts)))
    if node.link == "if":
        return every
    if node.link in ("one", "folded"):
        return {at for at in every if node.parts[at].value is not False}
    turned = node.link in ("none", "notevery") and node.value is not None
    wanted = (not node.value) if turned else node.value
    return {at for at in every if node.parts[at].judged and node.parts[at].value is wanted}
