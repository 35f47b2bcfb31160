"""Chance that can be repeated: the same world, stream and number always give the same draws."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Stream(IntEnum):
    """What a draw is for, so that one sheet's draws never shift another's."""

    AGENCY = 1
    MERCHANT = 2
    MERCHANT_ROW = 3
    HOST = 4
    HOST_ROW = 5
    ROOM = 6
    ACCOUNT = 7
    PRODUCT = 8
    HOST_LICENCE = 9
    MERCHANT_LICENCE = 10
    AUTHORISATION = 11
    TRAINING = 12
    CONTRACT = 13
    BROADCAST = 14
    HOST_CASE = 15
    MERCHANT_CASE = 16
    REVIEW = 17


class Dice(Random):
    """Python's generator with the few draws that this world needs, kept cheap because there are millions."""

    def below(self, bound: int) -> int:
        """A whole number from 0 up to, but not, ``bound``."""
        return int(self.random() * bound)

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.random() * (high - low + 1))

    def hit(self, share: float) -> bool:
        """True for that share of draws."""
        return self.random() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items; an item listed twice is twice as likely."""
        return items[int(self.random() * len(items))]


def dice(seed: int, stream: Stream, number: int) -> Dice:
    """The dice of the ``number``-th thing of a stream in the world of ``seed``."""
    return Dice(((seed & 0xFFFFFFFF) << 48) | (stream << 40) | number)
