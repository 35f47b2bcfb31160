"""What stays is kept out of the collector's way, and what has gone since is collected all the same."""

from __future__ import annotations

import gc
import linecache
import weakref
from collections.abc import Iterator

import pytest

from ui.kit.settling import settle


class _Tied:
    """Refers to itself, so that only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_that_what_has_settled_is_not_walked_and_no_source_is_kept() -> None:
    assert linecache.getline(__file__, 1)
    kept = _Tied()
    settle()
    assert linecache.cache == {}
    assert gc.get_freeze_count() > 0
    assert not any(one is kept for one in gc.get_objects())


def test_that_what_had_settled_and_was_let_go_is_collected_the_next_time() -> None:
    kept = _Tied()
    gone = weakref.ref(kept)
    settle()
    del kept
    gc.collect()
    assert gone() is not None
    settle()
    assert gone() is None
