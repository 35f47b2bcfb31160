"""erase: what it says, what it refuses, and what the history shows of it."""

from __future__ import annotations

from tests.cli.conftest import Cli


def test_that_a_person_is_erased_with_a_reason_and_the_chain_stays_whole(cli: Cli, filled: Cli) -> None:
    looked = cli("erase", "agency:J001", "--dry-run", "--json")
    assert (looked.code, looked.json["change"], looked.json["fields"]) == (0, None, ["phone"])
    done = cli("erase", "agency:J001", "--reason", "asked for it")
    assert done.code == 0, done.err
    assert "Erased of agency:J001: phone" in done.out
    assert "still hold the values" in done.out
    assert done.err.startswith("ack ")
    number = done.err.split()[1]
    assert cli("undo", number).code == 2
    assert "cannot be undone: erasure" in cli("undo", number).err
    assert cli("verify", "--chain").code == 0
    assert cli("history", "--kind", "erasure", "--json").json["changes"][0]["why"] == "asked for it"
    assert cli("erase", "agency:J001", "--reason", "again").code == 2


def test_that_what_the_law_keeps_is_named_and_kept(cli: Cli, filled: Cli) -> None:
    found = cli("erase", "host:H0001", "--dry-run", "--json").json
    assert found["hold"]["until"] > "2026-06-30"
    refused = cli("erase", "host:H0001", "--reason", "asked for it")
    assert refused.code == 2
    assert found["hold"]["broadcast"] in refused.err
    assert "Nothing was erased" in refused.err
    assert cli("erase", "host:H0001").code == 2
    assert "real_name" in cli("erase", "host:H0001", "--dry-run", "--json").json["fields"]
