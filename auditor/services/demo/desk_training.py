"""The trainer's desk of the made-up world: versions, requirements, sessions with their lists, certificates.

Who learnt at these sessions had learnt something else since, or is nobody that rules judge by it, so that no
verdict of the world changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.types import date_of, day_of
from auditor.model.validity import add_months
from auditor.model.values import Value
from auditor.services.demo import learning as known
from auditor.services.demo.people import Host, host
from auditor.services.demo.scale import Scale, at, merchant_code

Values = dict[str, Value]
Rows = dict[str, list[Values]]

_LOOKED_AT = 400
"""Hosts that are asked at most whether they may sit at a session: a desk's world stays small in a large one."""
_CONDUCT_AGO, _MARKS_AGO, _CANCELLED_AGO = 75, 9, 20
_CONDUCT_MONTHS, _MARKS_MONTHS = 24, 12
_STAFF = ("鲁衡", "冉青", "邱荔")
_FOOD = '{"unit": ["食品组"]}'


def training_rows(scale: Scale) -> Rows:
    """The rows by sheet."""
    seats = 3 if scale.hosts < 60 else 9
    return {
        "course_versions": list(_versions(scale.day)),
        "equivalences": [
            {"external": "食品安全管理员证书", "issuer": "云州市食品行业协会", "course": known.FOOD,
             "valid_from": scale.day - 900, "valid_until": scale.day + 600, "evidence": "协会函〔12〕号"},
        ],
        "requirements": list(_requirements(scale.day)),
        "sessions": list(_sessions(scale)),
        **_held(scale, seats),
    }  # fmt: skip


def _versions(day: int) -> Iterator[Values]:
    begun, renewed = day - 2_500, day - 400
    yield {"course": known.CONDUCT, "version": "V1", "effective_from": begun, "effective_until": renewed - 1}
    row: Values = {"course": known.CONDUCT, "version": "V2", "effective_from": renewed, "hours": 200}
    yield row | {"pass_mark": 7_000, "validity": "months", "valid_months": _CONDUCT_MONTHS, "changes": "增加连麦案例"}
    row = {"course": known.MARKS, "version": "V1", "effective_from": begun, "hours": 200, "pass_mark": 6_000}
    yield row | {"validity": "months", "valid_months": _MARKS_MONTHS}


def _requirements(day: int) -> Iterator[Values]:
    since: Values = {"audience_type": "host", "valid_from": day - 700}
    yearly: Values = {"due": "every_months", "months": 12, "opens_days": 60, "grace_days": 14}
    yield {"code": "YQ-ANN", "title": "年度合规再培训", "course": known.ANNUAL} | since | yearly
    yield {
        "code": "YQ-FOOD", "title": "食品主播每两年复训", "course": known.FOOD, "filter": _FOOD, **since, **yearly,
        "months": 24,
    }  # fmt: skip
    yield {"code": "YQ-ONB", "title": "首播前培训", "course": known.ONBOARDING, "due": "before_first_live"} | since
    yield {
        "code": "YQ-IP", "title": "商家商标学习", "course": known.MARKS, "audience_type": "merchant", "due": "by_day",
        "by_day": day + 30, "opens_days": 60, "valid_from": day - 60,
    }  # fmt: skip


def _code(day: int) -> str:
    return f"PX{date_of(day):%y%m%d}"


def _sessions(scale: Scale) -> Iterator[Values]:
    day = scale.day
    for ago, course, trainer in ((_CONDUCT_AGO, known.CONDUCT, "裴老师"), (_MARKS_AGO, known.MARKS, "沈老师")):
        held = day - ago
        row = _session(held, course, trainer, 30)
        times: Values = {"started_at": at(held, 14, 5), "ended_at": at(held, 16, 10), "evidence": "签到表"}
        yield row | times | {"status": "held", "version": "V2" if course == known.CONDUCT else "V1"}
    yield _session(day - _CANCELLED_AGO, known.ADVERTISING, "柯老师", 20) | {
        "status": "cancelled",
        "remark": "讲师病假",
    }
    yield _session(day + 3, known.ANNUAL, "尹老师", 12)
    yield _session(day + 12, known.FOOD, "沈老师", 30)


def _session(day: int, course: str, trainer: str, seats: int) -> Values:
    return {
        "code": _code(day),
        "title": known.TITLES[course],
        "course": course,
        "trainer": trainer,
        "place": "二号会议室",
        "mode": "onsite",
        "planned_start": at(day, 14),
        "planned_end": at(day, 16),
        "seats": seats,
    }


def _held(scale: Scale, seats: int) -> Rows:
    """Attempts, lists and certificates of what was held, and the list of what is to come."""
    conduct, marks = scale.day - _CONDUCT_AGO, scale.day - _MARKS_AGO
    sitting = list(_free(scale, conduct, seats + 1))
    made: Rows = {"trainings": [], "enrolments": [], "awards": []}
    for number, one in enumerate(sitting):
        state = "no_show" if number == seats else "attended"
        _attend(made, conduct, known.CONDUCT, ("host", one.code), 92 - 4 * number, state)
    if sitting:
        _attend(made, conduct, known.CONDUCT, ("staff", _STAFF[0]), 88, "attended", failed_first=True)
    for number in range(min(scale.merchants, seats)):
        _attend(made, marks, known.MARKS, ("merchant", merchant_code(number)), 78 + number, "attended")
    _attend(made, marks, known.MARKS, ("staff", _STAFF[1]), 55, "attended")
    _attend(made, marks, known.MARKS, ("staff", _STAFF[2]), None, "excused")
    _numbered(made["awards"], marks)
    for number, invited in enumerate(_to_come(scale, seats)):
        row: Values = {"session": _code(scale.day + 3), "learner_type": "host", "learner": invited.code}
        made["enrolments"].append(row | {"state": "confirmed" if number % 3 == 0 else "invited"})
    return made


def _free(scale: Scale, held: int, most: int) -> Iterator[Host]:
    """Hosts on air before that day who passed something since, and not the course of conduct."""
    for number in range(min(scale.hosts, _LOOKED_AT)):
        one = host(scale, number)
        if one.status == "active" and one.first_live is not None and one.first_live < held and most:
            taken = known.plan(scale, number, one)
            if any(day > held for _, day in taken) and all(course != known.CONDUCT for course, _ in taken):
                most -= 1
                yield one


def _to_come(scale: Scale, most: int) -> Iterator[Host]:
    active = (one for number in range(min(scale.hosts, _LOOKED_AT)) if (one := host(scale, number)).first_live)
    for _, one in zip(range(most), (one for one in active if one.status == "active"), strict=False):
        yield one


def _attend(
    made: Rows, day: int, course: str, who: tuple[str, str], score: int | None, state: str, failed_first: bool = False
) -> None:
    """A line of the list with its attempts; who passed gets a certificate."""
    shared: Values = {"learner_type": who[0], "learner": who[1]}
    line: Values = {"session": _code(day), **shared, "state": state}
    if state == "excused":
        made["enrolments"].append(line)
        return
    passed = score is not None and score >= 70 and state == "attended"
    attempt: Values = {
        **shared, "course": course, "completed_on": day, "started_on": day, "session": _code(day), "mode": "onsite",
        "trainer": "裴老师" if course == known.CONDUCT else "沈老师",
    }  # fmt: skip
    number = 1
    if failed_first:
        made["trainings"].append(attempt | {"attempt": 1, "score": 4_800, "result": "failed", "hours": 200})
        number = 2
    last: Values = {"attempt": number, "result": "absent"}
    if state == "attended" and score is not None:
        last = {"attempt": number, "result": "passed" if passed else "failed", "score": score * 100, "hours": 200}
        line |= {"minutes": 120, "score": score * 100, "attempt": number}
    made["trainings"].append(attempt | last)
    made["enrolments"].append(line)
    if passed:
        made["awards"].append(_award(attempt, number, day, course))


def _award(attempt: Values, number: int, day: int, course: str) -> Values:
    months = _CONDUCT_MONTHS if course == known.CONDUCT else _MARKS_MONTHS
    kept = ("learner_type", "learner", "course", "completed_on", "session", "trainer")
    return {name: attempt[name] for name in kept} | {
        "attempt": number,
        "version": "V2" if course == known.CONDUCT else "V1",
        "issued_on": day + 1,
        "valid_from": day,
        "valid_until": day_of(add_months(date_of(day), months)),
        "co_signer": "合规部",
    }


def _numbered(awards: list[Values], until: int) -> None:
    """Numbers as the desk gives them; the first was issued anew, the second revoked for good."""
    series: dict[int, int] = {}

    def number(row: Values) -> None:
        year = date_of(int(str(row["issued_on"]))).year
        series[year] = series.get(year, 0) + 1
        row["number"] = f"ORG-{year}-{series[year]:06d}"

    for row in awards:
        number(row)
    if len(awards) > 2:
        first, second = awards[0], awards[1]
        anew = {**first, "issued_on": until - 1, "replaces": first["number"]}
        number(anew)
        first |= {"revoked_on": until - 1, "revoke_reason": "姓名有误，重发", "revoked_by": "合规部"}
        second |= {"revoked_on": until, "revoke_reason": "考试由他人代答", "revoked_by": "合规部"}
        awards.append(anew)
