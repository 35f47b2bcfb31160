"""What a kill at each call to the disk would leave: the folder of a halted job, copied and judged, each state once."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Judge = Callable[[Path, list[int]], list[str]]
State = tuple[object, ...]


def state_of(folder: Path, acks: list[int]) -> State:
    """What a judge sees: names and contents; of drafts, which only wait to be swept away, their number."""
    files = sorted(folder.iterdir())
    told = [one for one in files if not one.name.startswith(".")]
    digests = [(one.name, hashlib.blake2b(one.read_bytes()).digest()) for one in told]
    return (tuple(acks), len(files) - len(told), *digests)


@dataclass(slots=True)
class Looks:
    """Judges copies of a folder; ``wrong`` says what was found, ``states`` how many halts each state was seen at."""

    path: Path
    """The workspace in the folder that the job works in."""
    copies: Path
    """An emptied folder, in which a state is laid out to be judged."""
    judge: Judge
    wrong: list[str] = field(default_factory=list)
    states: dict[State, int] = field(default_factory=dict)
    good: set[State] = field(default_factory=set)

    @property
    def halts(self) -> int:
        """How often was looked."""
        return sum(self.states.values())

    def look(self, acks: list[int]) -> None:
        """Judge what is there now, unless the same was there before."""
        state = state_of(self.path.parent, acks)
        self.states[state] = self.states.get(state, 0) + 1
        if self.states[state] > 1:
            return
        shutil.rmtree(self.copies, ignore_errors=True)
        shutil.copytree(self.path.parent, self.copies)
        found = self.judge(self.copies / self.path.name, acks)
        if not found:
            self.good.add(state)
        self.wrong += [f"halt {self.halts}, acknowledged {acks}: {one}" for one in found]
