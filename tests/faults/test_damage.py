"""A damaged file is refused as damaged, or says exactly what it said before: never something else (F7)."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from auditor.app import Auditor
from auditor.services.safety import AnchorNow
from auditor.storage.workspace import key_of
from tests.faults.harness import jobs
from tests.faults.harness.bench import PASSPHRASE, Bench
from tests.faults.harness.damage import HARMS, IN_A_LOG
from tests.faults.harness.forks import Ended
from tests.faults.harness.tiers import TIER, amount, chance, count

INTEGRITY, UNUSABLE = 5, 3
LINES = 10
"""More than that nobody reads."""


@dataclass(slots=True)
class Patient:
    """A workspace before it is harmed: its bytes, older ones, its log, its anchor, what it says."""

    bench: Bench
    passphrase: str | None
    data: bytes = b""
    older: bytes = b""
    log: bytes = b""
    before_log: bytes = b""
    anchor: str = ""
    said: str = ""
    key: bytes = field(default=b"", repr=False)

    @property
    def path(self) -> Path:
        return self.bench.folder / "fresh" / "w.auditor"

    def prepare(self) -> None:
        """Thirty edits, of which the last ten stand in the log only, as after a sudden end."""
        base = self.bench.base if self.passphrase is None else self.bench.encrypted()
        path = self.bench.fresh(base)
        self.older = path.read_bytes()
        words = {"workspace": str(path), "passphrase": self.passphrase}
        assert self.bench.forks.run("edits", first=0, many=20, **words).code == 0
        scan, environment = self.bench.scan(), {"AUDITOR_PASSPHRASE": self.passphrase} if self.passphrase else {}
        attach = ["--workspace", path, "attach", f"host:{jobs.host(0)}", scan]
        assert self.bench.forks.cli(*attach, environment=environment).code == 0
        self.before_log = path.read_bytes()
        started = self.bench.forks.start("edits", first=20, many=10, pause=0.05, **words)
        while len(started.err.read_text().splitlines() if started.err.exists() else ()) < 10:
            time.sleep(0.01)
        started.kill()  # in its last pause
        started.ended()
        self.log = path.with_name("w.auditor-wal").read_bytes()
        with Auditor.open(path, clock=jobs.clock, passphrase=self.passphrase) as app:
            self.anchor = app.ask(AnchorNow()).to_json()
        self.data = path.read_bytes()
        healthy = self.examined(self.data)
        assert healthy.code == 0, healthy
        self.said = self.dumped()

    def examined(self, data: bytes | bytearray, log: bytes | bytearray | None = None) -> Ended:
        """Lay out the file (and its log) and have it examined."""
        for old in self.path.parent.iterdir():
            old.unlink()
        self.path.write_bytes(data)
        if log is not None:
            self.path.with_name("w.auditor-wal").write_bytes(log)
        dump = str(self.path.with_name("dump"))
        return self.bench.forks.run(
            "examined", workspace=str(self.path), anchor=self.anchor, dump=dump, passphrase=self.passphrase
        )

    def dumped(self) -> str:
        """What the examined workspace said of its rows."""
        return self.path.with_name("dump").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def patient(bench: Bench, request: pytest.FixtureRequest) -> Patient:
    """A workspace to harm."""
    bench.forks.prepare("keyed")
    made = Patient(bench, PASSPHRASE if request.param == "encrypted" else None)
    made.prepare()
    return made


def kind_of(patient: Patient) -> str:
    return "plain" if patient.passphrase is None else "encrypted"


def judged(patient: Patient, ended: Ended, figures: Counter[str]) -> str:
    """What is wrong with the answer to a damage: nothing, when it was refused or changed nothing."""
    if ended.code in (INTEGRITY, UNUSABLE):
        figures[f"refused_by_{ended.out.strip()}"] += 1
        if len(ended.err.splitlines()) > LINES:
            return f"{len(ended.err.splitlines())} lines of complaint"
        return ""
    if ended.code != 0:
        return f"exit code {ended.code}: {ended.err[-2_000:]}"
    if patient.dumped() != patient.said:
        figures["silently_wrong"] += 1
        return "silently wrong"
    figures["changed_nothing"] += 1
    return ""


def tell(what: str, figures: Counter[str], tried: int, wrong: list[str]) -> None:
    figures.setdefault("silently_wrong", 0)
    count(f"F7 damage, {what}", damages=tried, **figures, bad=len(wrong))


PUSHED = {"bit-flip": 10, "old-page": 5}
"""How many of a kind are tried at a push, where not three; of a plain file, where more can slip through, two more."""


@pytest.mark.parametrize("harm", HARMS)
def test_that_damage_is_refused_or_changes_nothing(patient: Patient, harm: str) -> None:
    source = chance(f"{kind_of(patient)} {harm}")
    figures: Counter[str] = Counter()
    wrong = []
    many = amount(PUSHED.get(harm, 3) + 2 * (patient.passphrase is None), 40, 1_000)
    for _ in range(many):
        data = bytearray(patient.data)
        what = HARMS[harm](data, patient.older, source)
        found = judged(patient, patient.examined(data), figures)
        wrong += [f"{what}: {found}"] if found else []
    tell(kind_of(patient), figures, many, wrong)
    assert not wrong


@pytest.mark.parametrize("harm", IN_A_LOG)
def test_that_a_damaged_log_is_refused_by_the_anchor_or_changes_nothing(patient: Patient, harm: str) -> None:
    """What the log lost is gone as a whole: the store is what it was some changes ago, and the anchor says so."""
    source = chance(f"log {kind_of(patient)} {harm}")
    figures: Counter[str] = Counter()
    wrong = []
    many = amount(2, 40, 1_000)
    for _ in range(many):
        log = bytearray(patient.log)
        what = IN_A_LOG[harm](log, b"", source)
        ended = patient.examined(patient.before_log, log)
        found = judged(patient, ended, figures)
        if ended.code == INTEGRITY and ended.out != "anchor":
            found = f"not the anchor but the {ended.out} refused it"
        wrong += [f"{what}: {found}"] if found else []
    tell(f"{kind_of(patient)}, its log", figures, many, wrong)
    assert not wrong


def test_that_the_command_line_says_it_in_a_few_lines(patient: Patient) -> None:
    source = chance(f"lines {kind_of(patient)}")
    environment = {} if patient.passphrase is None else {"AUDITOR_PASSPHRASE": patient.passphrase}
    for at in range(amount(2, 20)):
        data = bytearray(patient.data)
        for page in source.sample(range(1, len(data) // 4_096), 20):
            data[page * 4_096 + 8 : page * 4_096 + 100] = random.Random(at).randbytes(92)
        patient.path.write_bytes(data)
        ended = patient.bench.forks.cli("--workspace", patient.path, "doctor", environment=environment)
        assert ended.code == INTEGRITY, ended
        assert len(ended.err.splitlines()) <= LINES, ended.err
        assert "Traceback" not in ended.err


COMMANDS = [["doctor"], ["verify", "--chain"], ["backup", "@copy"], ["export", "@out.xlsx"], ["dump"]]
if TIER != "push":  # reading the rules takes its time
    COMMANDS.append(["audit"])


@pytest.mark.parametrize("text", [jobs.host(0).encode(), b"host_history_before_update", b"ix_"])
def test_that_text_that_is_no_text_any_more_is_told_as_damage(bench: Bench, text: bytes) -> None:
    """Of a cell or of a name in the schema, where the database's own message is no text, either."""
    path = bench.fresh()
    good = path.read_bytes()
    places = [place.start() for place in re.finditer(re.escape(text), good)]
    wrong = []
    for at in places[: amount(1, 12)]:
        data = bytearray(good)
        data[at + len(text) // 2] ^= 0x80
        for words in COMMANDS:
            bench.fresh().write_bytes(data)
            ended = bench.forks.cli("--workspace", path, *(word.replace("@", f"{path}.") for word in words))
            if ended.code not in (0, 1, INTEGRITY) or "Traceback" in ended.err:
                wrong.append(f"{words[0]}, {at}: {ended.code} {ended.err}")
        bench.fresh().write_bytes(data)
        source = shutil.copyfile(bench.base, path.with_name("good.auditor"))
        restored = bench.forks.cli("--workspace", path, "restore", source)
        if restored.code != 0:
            wrong.append(f"restore, {at}: {restored.code} {restored.err}")
        count("F7 damage to text", damages=1, bad=len(wrong))
    assert not wrong
    assert places


def test_that_sqlite_alone_would_not_have_noticed(patient: Patient) -> None:
    """The control: of flips that the chain found, SQLite's own check passes some; of an encrypted file, none."""
    from sqlcipher3 import dbapi2

    source = chance("control")
    passed = 0
    many = amount(25, 100, 200)
    if patient.passphrase is not None:
        patient.key = key_of(patient.passphrase, patient.data[:16]).encode()
    for _ in range(many):
        data = bytearray(patient.data)
        HARMS["bit-flip"](data, b"", source)
        for old in patient.path.parent.iterdir():
            old.unlink()
        patient.path.write_bytes(data)
        raw = dbapi2.connect(str(patient.path))
        try:
            if patient.key:
                raw.execute("PRAGMA cipher_log_level = NONE")
                raw.execute(f"PRAGMA key = \"x'{patient.key.decode()}'\"")
            passed += raw.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
        except (dbapi2.DatabaseError, UnicodeDecodeError):  # its own message need not be text
            pass
        finally:
            raw.close()
    count(f"F7 control: SQLite's own check, {kind_of(patient)}", flips=many, passed=passed)
    if patient.key:
        assert passed == 0
    else:
        assert passed > 0
