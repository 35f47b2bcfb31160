"""A case from its intake to its end on the command line, and the queues."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Cli

CASE = ("code=K9", "kind=投诉", "subject_type=主播", "subject=H0001", "category=退款问题", "source=消费者",
        "occurred_at=2026-06-29 09:00", "outcome=待核实", "appeal_until=2026-07-03 18:00", "handler=小周")  # fmt: skip


def test_that_a_case_is_worked_from_intake_to_its_end(filled: Cli) -> None:
    assert filled("add", "cases", *CASE).code == 0
    assert filled("cases", "mine", "小周", "--json").json["cases"][0]["case"] == "K9"
    told = filled("case", "K9", "accepted", "--at", "2026-06-29T10:00", "--by", "小周", "--json")
    assert (told.code, told.err.split()[0], told.json["state"]["stage"]) == (0, "ack", "accepted")
    early = filled("case", "K9", "closed")
    assert (early.code, "not decided" in early.err) == (2, True)
    decided = ("--outcome", "substantiated", "--at", "2026-06-29T11:00")
    assert filled("case", "K9", "decided", *decided).out.strip() == "Case K9: decided."
    assert filled("case", "K9", "appealed", "--at", "2026-06-29T12:00", "--text", "误判").code == 0
    assert filled("case", "K9", "appeal_decided", "--result", "rejected").code == 0
    assert filled("case", "K9", "closed").code == 0
    shown = filled("case", "K9", "--json").json
    assert (shown["state"]["stage"], shown["closing_lacks"], shown["clocks"][0]["state"]) == ("closed", [], "met")
    kinds = [one["kind"] for one in shown["story"]]
    assert kinds == ["occurred", "accepted", "decided", "appealed", "appeal_decided", "closed"]
    assert filled("cases", "mine", "小周", "--json").json["count"] == 0
    assert filled("verify", "--chain").code == 0


def test_that_a_case_is_shown_in_both_languages(filled: Cli) -> None:
    filled("add", "cases", *CASE)
    filled("case", "K9", "waiting", "--at", "2026-06-30T10:00", "--text", "等回复")
    english, chinese = filled("case", "K9").out, filled("case", "K9", "--lang", "zh").out
    assert "Waiting for the other side since 2026-06-30 10:00" in english
    assert "等待对方" in chinese
    assert "办结前还需处理：案件尚未认定。" in chinese
    assert "小周" in filled("cases").out
    assert "K9" in filled("cases", "--lang", "zh").out


def test_that_the_figures_are_told_and_written(filled: Cli, tmp_path: Path) -> None:
    filled("add", "cases", *CASE)
    filled("case", "K9", "responded", "--at", "2026-06-30T09:00")
    told = filled("cases", "statistics", "--since", "2026-06-01", "--subject", "host:H0001", "--json").json
    assert (told["since"], told["times"][-1]["response"]) == ("2026-06-01", {"count": 1, "median": 86400, "p90": 86400})
    out = tmp_path / "统计.xlsx"
    shown = filled("cases", "statistics", "--subject", "host:H0001", "--xlsx", str(out), "--lang", "zh")
    assert (shown.code, out.exists(), "响应与办结用时" in shown.out, "24.0" in shown.out) == (0, True, True, True)
    assert filled("cases", "statistics", "--since", "2026-07-02").code == 2


def test_that_feedback_is_listed_and_answered(filled: Cli) -> None:
    said = ("code=F1", "kind=咨询", "subject_type=主播", "subject=H0001", "text=几时到货")
    assert filled("add", "feedback", *said, "received_at=2026-06-30 09:00").code == 0
    assert filled("feedback", "--state", "open", "--json").json["feedback"][0]["waited_seconds"] > 0
    assert filled("feedback", "F1").code == 2
    done = filled("feedback", "F1", "answer", "--text", "明日", "--by", "小周", "--at", "2026-06-30T10:00")
    assert (done.code, done.err.split()[0], done.out.strip()) == (0, "ack", "Feedback F1 is answered.")
    found = filled("feedback", "--subject", "host:H0001", "--json").json
    assert (found["open"], found["feedback"][0]["answer"], found["feedback"][0]["waited_seconds"]) == (0, "明日", 3600)
    assert "几时到货" in filled("feedback", "--lang", "zh").out


def test_that_a_repeat_and_the_verdict_of_an_action_are_told(filled: Cli) -> None:
    again = tuple(one for one in CASE if not one.startswith(("code=", "occurred_at=")))
    filled("add", "cases", *again, "code=K8", "occurred_at=2026-06-01 09:00")
    filled("add", "actions", "case=K8", "number=1", "action=公开道歉：微博", "done_on=2026-06-05", "no_repeat_days=60")
    filled("add", "cases", *CASE)
    told = filled("case", "K9", "decided", "--outcome", "substantiated", "--at", "2026-06-30T09:00")
    assert "This repeats case K8 of 2026-06-01: its action 1" in told.err
    assert filled("case", "K9", "--json").json["repeats"][0]["case"] == "K8"
    shown = filled("case", "K8", "--lang", "zh").out
    assert ("公开道歉" in shown, "再次发生" in shown, "K9" in shown) == (True, True, True)


def test_that_closed_cases_are_listed_by_day_as_far_as_is_asked(filled: Cli) -> None:
    for code, closed in (("Z1", "2026-06-29 12:00"), ("Z2", "2026-06-30 10:00"), ("Z3", "2026-06-30 09:00")):
        over = ("outcome=unsubstantiated", "appeal_until=", f"closed_at={closed}")
        assert filled("add", "cases", *CASE[1:-2], f"code={code}", *over).code == 0, code
    closed = filled("cases", "--closed", "--json").json
    assert [(one["case"], one["closed"]) for one in closed["cases"]] == [
        ("Z2", "2026-06-30T10:00:00"), ("Z3", "2026-06-30T09:00:00"), ("Z1", "2026-06-29T12:00:00"),
    ]  # fmt: skip
    some = filled("cases", "--closed", "--since", "2026-06-30", "--limit", "1").out
    assert all(text in some for text in ("Cases: 2", "Z2", "… and 1 more"))
    assert "Z3" not in some
    every = filled("cases", "category", closed["cases"][0]["category"], "--every", "--text", "z", "--json").json
    assert [one["case"] for one in every["cases"]] == ["Z3", "Z2", "Z1"]
    for wrong in (("overdue", "--closed"), ("owner", "--every"), ("--closed", "--since", "soon")):
        assert filled("cases", *wrong).code == 2, wrong


def test_that_a_case_is_taken_in_with_the_moment_when_it_reached_us(filled: Cli) -> None:
    fields = ("kind=投诉", "subject_type=主播", "subject=H0001", "category=退款问题", "source=消费者")
    done = filled("case", "N1", "new", *fields, "--at", "2026-06-29T10:00", "--json")
    assert (done.code, done.err.split()[0], done.json["outcome"]) == (0, "ack", "created")
    shown = filled("case", "n1", "--json").json
    assert shown["state"]["steps"]["received"] == "2026-06-29T10:00"
    wrong = filled("case", "N2", "new", *fields[1:])
    assert (wrong.code, "what kind of case" in wrong.err) == (2, True)
    assert filled("case", "N1", "note", "text=x").code == 2


def test_that_a_refusal_names_its_field_once_and_words_stand_for_codes(filled: Cli) -> None:
    filled("add", "cases", *CASE, "points=0")
    filled("case", "K9", "decided", "--outcome", "substantiated", "--at", "2026-06-29T11:00")
    done = filled("case", "K9", "sanctioned", "--sanction", "throttle", "--until", "永久", "--from", "2026-06-30")
    assert done.code == 0
    filled("add", "actions", "case=K9", "number=1", "action=复训", "responsible=岑")
    filled("case", "K9", "corrected", "--by", "岑")
    own = filled("case", "K9", "verified", "--by", "岑")
    assert own.err.count("Verified by") == 1
    chinese = filled("case", "K9", "--lang", "zh").out
    assert ("限制流量" in chinese, "throttle" in chinese) == (True, False)
    assert "没有编号为 K404 的案件" in filled("case", "K404", "--lang", "zh").err
