"""What has no value, is true or false, or is bytes is bound at the price of a number, and comes back as it was."""

from __future__ import annotations

import pytest

from auditor.storage.binding import binding


@pytest.mark.parametrize(
    ("value", "back"), [(None, None), (True, 1), (False, 0), (b"", b""), (b"\x00\xff", b"\x00\xff")]
)
def test_that_values_come_back_as_they_were_bound(value: object, back: object) -> None:
    connection = binding().connect(":memory:")
    try:
        (found,) = connection.execute("SELECT ?", (value,)).fetchone()
        assert (type(found), found) == (type(back), back)
    finally:
        connection.close()


@pytest.mark.parametrize("kind", [type(None), bool, bytes])
def test_that_nothing_common_is_asked_in_vain_how_it_would_be_adapted(kind: type) -> None:
    module = binding()
    assert (kind, module.PrepareProtocol) in module.adapters
