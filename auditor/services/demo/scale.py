"""How large a made-up world is, when it is looked at, and what its things are called."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.services.demo.dice import Dice, Stream, dice


@dataclass(frozen=True, slots=True)
class Scale:
    """Ordinary hosts, the seed, and the day (number) on which the world stands."""

    hosts: int
    seed: int
    day: int

    @property
    def merchants(self) -> int:
        """Merchants, one for ten hosts."""
        return max(1, self.hosts // 10) if self.hosts else 0

    @property
    def agencies(self) -> int:
        """Agencies, one for a hundred hosts and one more."""
        return self.hosts // 100 + 1 if self.hosts else 0

    @property
    def rooms(self) -> int:
        """Rooms, one for each merchant."""
        return self.merchants

    @property
    def brands(self) -> int:
        """Invented brands to share among the merchants."""
        return 12 + self.merchants // 3

    @property
    def broadcasts(self) -> int:
        """Broadcasts aired lately or planned: one for four hosts, and enough for a small desk to look alive."""
        return 12 + self.hosts // 4 if self.hosts else 0

    def dice(self, stream: Stream, number: int) -> Dice:
        """The dice of the ``number``-th thing of a stream."""
        return dice(self.seed, stream, number)


def host_code(number: int) -> str:
    """The code of an ordinary host, from 0."""
    return f"H{number + 1:06d}"


def merchant_code(number: int) -> str:
    """The code of an ordinary merchant, from 0."""
    return f"S{number + 1:05d}"


def agency_code(number: int) -> str:
    """The code of an agency, from 0."""
    return f"J{number + 1:04d}"


def room_code(number: int) -> str:
    """The code of an ordinary room, from 0."""
    return f"R{number + 1:05d}"


def product_code(merchant: int, number: int) -> str:
    """The code of a merchant's product, both from 0."""
    return f"G{merchant + 1:05d}{number + 1:02d}"


def at(day: int, hour: int, minute: int = 0) -> int:
    """The second of wall time at that hour and minute of a day."""
    return day * 86_400 + hour * 3_600 + minute * 60
