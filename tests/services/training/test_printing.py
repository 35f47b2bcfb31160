"""Certificates on paper say what is on file, and are checked from the file or the scanned code alone."""

from __future__ import annotations

import json
import re
import zlib
from datetime import date, datetime
from pathlib import Path

import pikepdf
import pytest

from auditor.app import Auditor
from auditor.clock import SHANGHAI
from auditor.errors import CallerMistake
from auditor.monitor import Silent
from auditor.reporting import proof
from auditor.services.duplicates import Merge
from auditor.services.organisation import SetOrganisation
from auditor.services.training.awarding import IssueAwards, ReissueAward, RevokeAward
from auditor.services.training.awards import Awards
from auditor.services.training.held import LogSession
from auditor.services.training.outcomes import read_lines
from auditor.services.training.printing import PrintAwards
from auditor.services.training.proving import CheckAwards, CheckRecord, file_alone, record_alone
from auditor.services.training.signing import SigningKey, public_of
from auditor.services.undoing import Undo
from tests.services.training.conftest import opened

TODAY = date(2026, 6, 30)
ONE, TWO, THREE = "ORG-2026-000001", "ORG-2026-000002", "ORG-2026-000003"


@pytest.fixture
def awarded(desk: Auditor) -> Auditor:
    """The office after its session of today: three certificates, until the end of the year."""
    desk.do(LogSession("S1", read_lines("H1,92\nH2,81\nstaff:张三,100"), co_signer="赵"))
    desk.do(IssueAwards("S1"))
    return desk


def said_on(path: Path) -> list[str]:
    """Its pages without blanks."""
    return [re.sub(r"\s+", "", page) for page in proof.texts(path)]


def record_on(path: Path, at: int = 0) -> str:
    """The text in the QR code of a page, as a scanner gives it."""
    from auditor.reporting.award import facts_from, record_of

    facts = facts_from(json.loads(proof.attached(path)["facts.json"]))
    one = facts.certificates[at]
    return f"{record_of(one, facts)}\nsig {one.signature}"


def key_of(app: Auditor) -> str:
    return public_of(app.ask(SigningKey()).line)


def test_that_a_session_is_printed_a_page_each_with_what_is_on_file(awarded: Auditor, tmp_path: Path) -> None:
    awarded.do(SetOrganisation("青禾直播"))
    done = awarded.run(PrintAwards(tmp_path / "c.pdf", session="S1", score=True))
    assert (done.numbers, done.paths) == ((ONE, TWO, THREE), (tmp_path / "c.pdf",))
    first, _, third = said_on(tmp_path / "c.pdf")
    for wanted in (
        ONE,
        "名H1",
        "食品安全",
        "C1·V2",
        "成绩92",
        "有效期至2026-12-31",
        "讲师李老师",
        "会签人赵",
        "青禾直播",
    ):
        assert wanted in first, wanted
    assert ("张三" in third, "已撤销" in first) == (True, False)
    assert proof.faults(tmp_path / "c.pdf") == []


def test_that_the_score_is_told_only_where_it_is_wanted_and_the_key_is_made_once(
    awarded: Auditor, tmp_path: Path
) -> None:
    first = awarded.run(PrintAwards(tmp_path / "a.pdf", (ONE,), language="en"))
    again = awarded.run(PrintAwards(tmp_path / "b.pdf", (ONE,), language="en"))
    assert (first.change is None, again.change) == (False, None)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    [page] = said_on(tmp_path / "a.pdf")
    assert ("Score" in page, "Co-signedby" in page) == (False, True)
    assert first.change is not None
    awarded.run(Undo(first.change))
    assert awarded.ask(SigningKey()).line == ""
    assert awarded.run(PrintAwards(tmp_path / "b.pdf", (ONE,))).change is not None
    assert [awarded.run(CheckAwards(tmp_path / name)).stands for name in ("a.pdf", "b.pdf")] == [True, True]


def test_that_a_folder_takes_a_file_each(awarded: Auditor, tmp_path: Path) -> None:
    done = awarded.run(PrintAwards(tmp_path / "all", session="S1", apart=True))
    assert [path.name for path in done.paths] == [f"{number}.pdf" for number in (ONE, TWO, THREE)]
    assert [len(said_on(path)) for path in done.paths] == [1, 1, 1]


def test_that_what_fell_is_printed_by_its_number_alone_and_says_so(awarded: Auditor, tmp_path: Path) -> None:
    new = awarded.do(ReissueAward(ONE, "姓名写错")).result
    awarded.do(RevokeAward(TWO, "代考"))
    done = awarded.run(PrintAwards(tmp_path / "s.pdf", session="S1"))
    assert done.numbers == (THREE, new)
    assert f"替代证书{ONE}" in said_on(tmp_path / "s.pdf")[1]
    awarded.run(PrintAwards(tmp_path / "r.pdf", (ONE, TWO)))
    first, second = said_on(tmp_path / "r.pdf")
    assert "已撤销" in first
    assert f"已于2026-06-30撤销；姓名写错；由{new}替代" in first
    assert "已于2026-06-30撤销；代考" in second


def test_that_nothing_is_printed_and_no_key_made_where_nothing_is_on_file(desk: Auditor, tmp_path: Path) -> None:
    for job in (PrintAwards(tmp_path / "c.pdf", (ONE,)), PrintAwards(tmp_path / "c.pdf", session="S1")):
        with pytest.raises(CallerMistake, match="no certificate"):
            desk.run(job)
    assert (desk.ask(SigningKey()).line, (tmp_path / "c.pdf").exists()) == ("", False)


def test_that_a_certificate_is_proved_from_its_file_with_no_workspace(awarded: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    awarded.run(PrintAwards(path, session="S1"))
    key = key_of(awarded)
    alone = file_alone(path, TODAY, Silent(), key)
    assert (alone.stands, [one.key for one in alone.proofs]) == (True, ["given"] * 3)
    assert not alone.proofs[0].known
    assert "revoked since" in alone.proofs[0].why.text
    assert [one.answer for one in file_alone(path, TODAY, Silent()).proofs] == ["unvouched"] * 3
    later = file_alone(path, date(2027, 1, 1), Silent(), key)
    assert (later.stands, later.proofs[0].why.text) == (False, "Genuine; lapsed on {day}.")


def test_that_the_scanned_code_proves_the_same_and_no_letter_of_it_can_be_changed(
    awarded: Auditor, tmp_path: Path
) -> None:
    path = tmp_path / "c.pdf"
    awarded.run(PrintAwards(path, (ONE,)))
    record, key = record_on(path), key_of(awarded)
    assert record_alone(record.replace("\n", "\r\n") + "\n", TODAY, key).stands
    assert awarded.ask(CheckRecord(record)).stands
    for old, new in (("名H1", "名H2"), ("2026-12-31", "2036-12-31"), (ONE, THREE), ("sig ", "sig A")):
        for proved in (
            record_alone(record.replace(old, new), TODAY, key),
            awarded.ask(CheckRecord(record.replace(old, new))),
        ):
            assert (proved.whole, proved.proofs[0].answer) == (False, "false"), old
    assert record_alone(record, TODAY).proofs[0].answer == "unvouched"
    with pytest.raises(CallerMistake, match="no record"):
        record_alone("AUDITOR AWARD 1\nno X", TODAY, key)


def test_that_the_workspace_tells_what_became_of_it(awarded: Auditor, tmp_path: Path) -> None:
    awarded.run(PrintAwards(tmp_path / "c.pdf", session="S1"))
    assert awarded.run(CheckAwards(tmp_path / "c.pdf")).stands
    new = awarded.do(ReissueAward(ONE, "姓名写错")).result
    awarded.do(RevokeAward(TWO, "代考"))
    proved = awarded.run(CheckAwards(tmp_path / "c.pdf"))
    assert (proved.whole, [one.answer for one in proved.proofs]) == (True, ["fallen", "fallen", "stands"])
    assert proved.proofs[0].why.params == {"day": "2026-06-30", "why": "姓名写错", "number": new}
    assert proved.proofs[1].why.params == {"day": "2026-06-30", "why": "代考"}


def test_that_one_that_an_undo_took_back_is_told(awarded: Auditor, tmp_path: Path) -> None:
    with opened(tmp_path / "other.auditor") as other:
        other.do(LogSession("S1", read_lines("H3,92")))
        change = other.do(IssueAwards("S1")).change
        assert change is not None
        other.run(PrintAwards(tmp_path / "c.pdf", session="S1"))
        other.run(Undo(change))
        [one] = other.run(CheckAwards(tmp_path / "c.pdf")).proofs
        assert (one.answer, "taken back" in one.why.text) == ("fallen", True)
    assert [one.key for one in awarded.run(CheckAwards(tmp_path / "c.pdf")).proofs] == ["unknown"]


def test_that_a_certificate_of_somebody_merged_into_another_stays_genuine(awarded: Auditor, tmp_path: Path) -> None:
    awarded.run(PrintAwards(tmp_path / "c.pdf", (ONE,)))
    awarded.run(Merge("host:H3", "host:H1", "同一人"))
    assert awarded.ask(Awards())[0].learner == "H3"
    assert awarded.run(CheckAwards(tmp_path / "c.pdf")).stands
    forged = record_on(tmp_path / "c.pdf").replace("host:H1", "host:H2")
    assert not awarded.ask(CheckRecord(forged)).whole


def test_that_a_touched_page_and_touched_facts_are_told(awarded: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "c.pdf"
    awarded.run(PrintAwards(path, (ONE,), language="en"))
    with pikepdf.open(path) as pdf:
        content = pdf.pages[0].Contents[0]
        content.write(content.read_bytes().replace(b" re f", b" re n", 1))
        pdf.save(tmp_path / "drawn.pdf")
    assert awarded.run(CheckAwards(tmp_path / "drawn.pdf")).where is not None
    with pikepdf.open(path) as pdf:
        told = pdf.attachments["facts.json"].get_file().read_bytes()
        changed = told.replace("名H1".encode(), "名H9".encode())
        assert changed != told
        pdf.Root.AF[0].EF.F.write(changed)
        pdf.save(tmp_path / "facts.pdf")
    proved = awarded.run(CheckAwards(tmp_path / "facts.pdf"))
    assert (proved.whole, proved.proofs[0].answer) == (False, "false")


def repacked(whole: bytes) -> bytes:
    """The same objects, packed otherwise, with their lengths and places told anew."""
    found = list(re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj\n", whole, re.DOTALL))
    objects = {int(one[1]): one[2] for one in found}
    for number, body in list(objects.items()):
        packed = re.fullmatch(
            rb"<</Length (\d+)( 0 R)?( [^\n]*FlateDecode[^\n]*\nstream\n)(.*)\nendstream", body, re.DOTALL
        )
        if packed is None:
            continue
        data = zlib.compress(zlib.decompress(packed[4]), 1)
        length = packed[1] + packed[2] if packed[2] else b"%d" % len(data)
        if packed[2]:
            objects[int(packed[1])] = b"%d" % len(data)
        objects[number] = b"<</Length " + length + packed[3] + data + b"\nendstream"
    made = whole[: found[0].start()]
    places = {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    made += b"".join(b"%010d 00000 n \n" % places[number] for number in sorted(places))
    trailer = whole[whole.rindex(b"trailer\n") : whole.rindex(b"startxref\n")]
    return made + trailer + b"startxref\n%d\n%%%%EOF\n" % start


def test_that_packing_alone_changes_nothing(awarded: Auditor, tmp_path: Path) -> None:
    """Another computer's library packs the same bytes otherwise."""
    path = tmp_path / "c.pdf"
    awarded.run(PrintAwards(path, (ONE,)))
    again = repacked(path.read_bytes())
    (tmp_path / "packed.pdf").write_bytes(again)
    assert again != path.read_bytes()
    with pikepdf.open(tmp_path / "packed.pdf") as whole:
        assert whole.check_pdf_syntax() == [], "nothing in it has to be mended before it is read"
    assert awarded.run(CheckAwards(tmp_path / "packed.pdf")).stands


def test_that_a_day_before_its_first_does_not_stand(awarded: Auditor, tmp_path: Path) -> None:
    awarded.run(PrintAwards(tmp_path / "c.pdf", (ONE,)))
    with opened(tmp_path / "o.auditor", datetime(2026, 6, 29, 12, tzinfo=SHANGHAI)):
        proved = file_alone(tmp_path / "c.pdf", date(2026, 6, 29), Silent(), key_of(awarded))
    assert [one.answer for one in proved.proofs] == ["fallen"]
