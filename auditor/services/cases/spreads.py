"""How durations of cases are spread: median and 90th percentile."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """How many took how long: median and 90th percentile in seconds, None where there is none."""

    count: int = 0
    median: int | None = None
    p90: int | None = None


def spread(durations: Collection[int]) -> Spread:
    """Median (of an even number: the mean of the two in the middle) and 90th percentile (nearest rank)."""
    count = len(durations)
    if not count:
        return Spread()
    ordered = sorted(durations)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) // 2
    return Spread(count, median, ordered[(9 * count + 9) // 10 - 1])


class Durations:
    """The durations of some cases."""

    def __init__(self) -> None:
        self.cases = 0
        self.response = array("q")
        self.resolution = array("q")

    @staticmethod
    def of(others: Iterable[Durations]) -> Durations:
        """Those of several together."""
        made = Durations()
        for one in others:
            made.cases += one.cases
            made.response += one.response
            made.resolution += one.resolution
        return made

    def add(self, response: int | None, resolution: int | None) -> None:
        """One case; what ended before the clocks began took no time."""
        self.cases += 1
        if response is not None:
            self.response.append(max(response, 0))
        if resolution is not None:
            self.resolution.append(max(resolution, 0))
