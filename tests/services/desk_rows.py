"""Rows of the trainer's desk and the case desk, one world in which every field of the new sheets stands once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from auditor.model.types import second_of
from auditor.model.values import FOREVER, Other
from tests.services.rows import day, host, shop

DESKS = (
    "course_versions",
    "equivalences",
    "requirements",
    "sessions",
    "enrolments",
    "awards",
    "case_events",
    "sanctions",
    "appeals",
    "actions",
    "feedback",
)
"""The sheets of the two desks, in the order of an import."""

Row = dict[str, Any]


def at(text: str) -> int:
    """The second number of an ISO time."""
    return second_of(datetime.fromisoformat(text))


def award(number: str, **values: Any) -> Row:
    """A certificate of H1 for C1."""
    made = {"number": number, "learner_type": "host", "learner": "H1", "course": "C1", "attempt": 1}
    return {**made, "completed_on": day("2026-06-01"), "issued_on": day("2026-06-02"), **values}


def case(code: str, platform: str | None = None, **values: Any) -> Row:
    """A case about H1."""
    told = {} if platform is None else {"platform": platform}
    made = {"code": code, "subject_type": "host", "subject": "H1", "category": "false_publicity"}
    return {**made, **told, "occurred_at": at("2026-06-01 20:00"), **values}


def world() -> dict[str, list[Row]]:
    """Every new sheet with every field filled; K1 stands on two platforms and on none."""
    version = {"hours": 200, "pass_mark": 8000, "changes": "增加案例", "effective_until": day("2027-12-31")}
    held = {"started_at": at("2026-06-01 09:05"), "ended_at": at("2026-06-01 11:00"), "status": "held"}
    return {
        "merchants": [shop("M1")],
        "hosts": [host("H1"), host("H2")],
        "courses": [{"code": "C1", "title": "食品安全", "pass_mark": 6000}, {"code": "C2", "title": "广告合规"}],
        "course_versions": [
            {"course": "C1", "version": "V1", "effective_from": day("2026-01-01"), "validity": "months",
             "valid_months": 12, **version},
            {"course": "C1", "version": "V2", "effective_from": day("2026-05-01"), "validity": "fixed_day",
             "fixed_day": "12-31"},
            {"course": "C2", "version": "V1", "effective_from": day("2026-01-01"), "validity": "until_rule",
             "rule": "TR-01"},
        ],
        "equivalences": [
            {"external": "食安员证", "issuer": "市监局", "course": "C1", "valid_from": day("2020-01-01"),
             "valid_until": FOREVER, "evidence": "文号1"},
            {"external": "食安员证", "course": "C1"},
        ],
        "requirements": [
            {"code": "R1", "title": "年度", "audience_type": "host", "filter": "category:food", "course": "C1",
             "topics": ("food", Other("礼仪")), "due": "every_months", "months": 12, "opens_days": 60,
             "grace_days": 14, "valid_from": day("2026-01-01"), "valid_until": day("2030-12-31")},
            {"code": "R2", "topics": ("food",), "due": "by_day", "by_day": day("2026-12-31")},
        ],
        "sessions": [
            {"code": "S1", "title": "六月场", "course": "C1", "version": "V1", "trainer": "李老师",
             "co_trainer": "周", "place": "二楼", "mode": "onsite", "planned_start": at("2026-06-01 09:00"),
             "planned_end": at("2026-06-01 11:00"), "seats": 30, "evidence": "签到.pdf", "remark": "空调坏", **held},
        ],
        "enrolments": [
            {"session": "S1", "learner_type": "host", "learner": "H1", "state": "attended", "minutes": 110,
             "score": 9550, "attempt": 1, "remark": "早退"},
            {"session": "S1", "learner_type": "staff", "learner": "张三", "state": "no_show"},
        ],
        "trainings": [
            {"learner_type": "host", "learner": "H1", "course": "C1", "completed_on": day("2026-06-01"),
             "attempt": 1, "session": "S1", "version": "V1", "co_signer": "赵"},
        ],
        "awards": [
            award("N1", revoked_on=day("2026-06-10"), revoke_reason="重发", revoked_by="赵"),
            award("N2", version="V1", session="S1", valid_from=day("2026-06-02"), valid_until=day("2027-06-01"),
                  trainer="李老师", co_signer="赵", replaces="N1", late_reason="补录"),
            award("N3", learner_type="staff", learner="张三", valid_until=FOREVER),
        ],
        "cases": [case("K1", "douyin"), case("K1", "kuaishou"), case("K1"), case("K2", "douyin", subject="H2")],
        "case_events": [
            {"case": "K2", "at": at("2026-06-02 10:00"), "kind": "received", "by_whom": "小周", "party": "consumer",
             "text": "来电", "due": at("2026-06-09 18:00"), "late_reason": "补录"},
            {"case": "douyin:K1", "at": at("2026-06-02 10:00"), "kind": "accepted"},
            {"case": ":K1", "at": at("2026-06-02 10:00"), "kind": "accepted"},
        ],
        "sanctions": [
            {"case": "K2", "kind": "restrict", "function": "购物车", "platform": "douyin",
             "valid_from": day("2026-06-03"), "valid_until": day("2026-06-10"), "late_reason": "补录"},
            {"case": "kuaishou:K1", "kind": "close", "valid_from": day("2026-06-03"), "valid_until": FOREVER},
        ],
        "appeals": [
            {"case": "K2", "number": 1, "filed_at": at("2026-06-04 09:00"), "due_at": at("2026-06-11 18:00"),
             "reason": "误判", "evidence": "录像", "decided_at": at("2026-06-08 10:00"), "result": "partly",
             "late_reason": "补录"},
        ],
        "actions": [
            {"case": "K2", "number": 1, "root_cause": "话术未审", "action": "复训", "responsible": "王",
             "due_on": day("2026-07-01"), "done_on": day("2026-06-20"), "done_by": "李",
             "verified_on": day("2026-06-25"), "verified_by": "赵", "no_repeat_days": 90, "late_reason": "补录"},
        ],
        "feedback": [
            {"code": "F1", "kind": "praise", "subject_type": "merchant", "subject": "M1", "source": "consumer",
             "platform": "douyin", "received_at": at("2026-06-05 10:00"), "text": "发货快", "answer": "谢谢",
             "answered_at": at("2026-06-05 11:00"), "handler": "小周", "late_reason": "补录"},
            {"code": "F2", "kind": "question", "received_at": at("2026-06-06 10:00")},
        ],
    }  # fmt: skip
