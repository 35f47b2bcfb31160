"""Choosing rows costs the same for ten and for a million."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.kit.choice import Choice

TOTAL = 12
ROWS = st.integers(0, TOTAL - 1)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["only", "toggle", "extend"]), ROWS),
        st.tuples(st.sampled_from(["all", "clear"]), st.just(0)),
    ),
    max_size=12,
)


@given(STEPS)
def test_that_a_choice_holds_what_a_set_of_rows_would_hold(steps: list[tuple[str, int]]) -> None:
    choice, model, anchor = Choice(), set[int](), None
    for what, row in steps:
        if what == "only":
            choice.only(row)
            model, anchor = {row}, row
        elif what == "toggle":
            choice.toggle(row)
            model, anchor = model ^ {row}, row
        elif what == "extend":
            choice.extend(row)
            anchor = row if anchor is None else anchor
            model = set(range(min(anchor, row), max(anchor, row) + 1))
        elif what == "all":
            choice.all()
            model = set(range(TOTAL))
        else:
            choice.clear()
            model, anchor = set(), None
    assert set(choice.rows(TOTAL)) == model
    assert choice.count(TOTAL) == len(model)
    assert [choice.contains(row) for row in range(TOTAL)] == [row in model for row in range(TOTAL)]


def test_that_a_million_rows_are_chosen_without_touching_one() -> None:
    choice = Choice()
    choice.all()
    choice.toggle(3)
    assert choice.everything
    assert choice.count(1_000_000) == 999_999
    assert list(choice.excluded()) == [3]
