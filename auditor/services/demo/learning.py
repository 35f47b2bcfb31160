"""Courses and trainings of the made-up world."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model.values import Value
from auditor.services.demo.dice import Dice, Stream
from auditor.services.demo.people import Host, host
from auditor.services.demo.scale import Scale

Values = dict[str, Value]

STATUTORY = ("trade", "infosec", "quality", "consumer", "platform_rules")
ONBOARDING, ANNUAL, FOOD, ADVERTISING, CONDUCT = "KC-ONB", "KC-ANN", "KC-FOOD", "KC-AD", "KC-CON"
AI_LABEL, MARKS, REVENUE = "KC-AI", "KC-IP", "KC-AFS"
TITLES = {
    ONBOARDING: "入驻合规基础",
    ANNUAL: "年度合规再培训",
    FOOD: "食品直播安全",
    ADVERTISING: "广告用语与功效宣传",
    CONDUCT: "主播行为规范",
    AI_LABEL: "数字人与AI标识",
    MARKS: "商标与知识产权",
    REVENUE: "售后与退款",
}
_TOPICS: dict[str, tuple[str, ...]] = {
    ONBOARDING: STATUTORY,
    ANNUAL: STATUTORY,
    FOOD: ("food",),
    ADVERTISING: ("advertising", "consumer"),
    CONDUCT: ("conduct", "minors"),
    AI_LABEL: ("ai_label",),
    MARKS: ("ip",),
    REVENUE: ("aftersales", "consumer"),
}
_HOURS = {ONBOARDING: 800, ANNUAL: 450, FOOD: 300}
_MONTHS = {ANNUAL: 12, FOOD: 24, AI_LABEL: 36}
_EXTRAS = (ADVERTISING, ADVERTISING, CONDUCT, CONDUCT, AI_LABEL, MARKS, REVENUE)
_TRAINERS = ("裴老师", "沈老师", "柯老师", "尹老师")
_DUE = 364


def courses(scale: Scale) -> Iterator[Values]:
    """The rows of 课程."""
    for code, title in TITLES.items():
        row: Values = {
            "code": code,
            "title": title,
            "audience": "host",
            "topics": _TOPICS[code],
            "hours": _HOURS.get(code, 200),
            "pass_mark": 6_000,
            "effective_from": scale.day - 2_500,
        }
        if code in _MONTHS:
            row["valid_months"] = _MONTHS[code]
        if code == FOOD:
            row["categories"] = ("food_prepacked", "food_bulk", "food_health", "alcohol", "food_agri")
        yield row


def trainings(scale: Scale) -> Iterator[Values]:
    """The rows of 培训: about four for each host, a fail now and then, few out of order."""
    for number in range(scale.hosts):
        known = host(scale, number)
        draw = scale.dice(Stream.TRAINING, number)
        for order, (course, day) in enumerate(_plan(scale, draw, known)):
            yield from _taken(scale, draw, known, course, day, f"ZS{number:07d}{order}")


def plan(scale: Scale, number: int, known: Host) -> list[tuple[str, int]]:
    """Course and day of each training that the ``number``-th host passed."""
    return _plan(scale, scale.dice(Stream.TRAINING, number), known)


def _plan(scale: Scale, draw: Dice, known: Host) -> list[tuple[str, int]]:
    """Course and day of each training that the host passed."""
    taken: list[tuple[str, int]] = []
    live = known.first_live
    if live is None:
        if draw.hit(0.6):
            taken.append((ONBOARDING, scale.day - draw.between(1, 20)))
        return taken
    luck = draw.random()
    if luck > 0.06:
        taken.append((ONBOARDING, live - draw.between(1, 5)))
    elif luck > 0.02:
        taken.append((ONBOARDING, min(scale.day, live + draw.between(1, 40))))
    taken += _yearly(scale, draw, live)
    if known.sells_food and not draw.hit(0.03):
        taken.append((FOOD, scale.day - (draw.between(735, 800) if draw.hit(0.03) else draw.between(5, 700))))
    for course in {draw.pick(_EXTRAS) for _ in range(draw.below(3))}:
        taken.append((course, max(live, scale.day - draw.between(3, 700))))
    return taken


def _yearly(scale: Scale, draw: Dice, live: int) -> Iterator[tuple[str, int]]:
    """The yearly refreshers since the first broadcast; the last one is now and then overdue."""
    since = scale.day - live
    if since < _DUE - 60:
        return
    last = scale.day - draw.between(5, min(340, since))
    if draw.hit(0.08):
        last -= _DUE
    while last > live:
        yield ANNUAL, last
        last -= draw.between(330, 362)


def _taken(scale: Scale, draw: Dice, known: Host, course: str, day: int, certificate: str) -> Iterator[Values]:
    row: Values = {
        "learner_type": "host",
        "learner": known.code,
        "course": course,
        "title": TITLES[course],
        "started_on": day - 1,
        "completed_on": day,
        "attempt": 1,
        "mode": draw.pick(("online", "online", "onsite", "platform_exam")),
        "organiser": "培训部",
        "hours": _HOURS.get(course, 200),
        "score": draw.between(60, 100) * 100,
        "result": "passed",
        "certificate_no": certificate,
        "trainer": draw.pick(_TRAINERS),
        "evidence": "签到表与考试记录",
    }
    luck = draw.random()
    if luck < 0.05 and day < scale.day:
        again = {key: value for key, value in row.items() if key != "certificate_no"}
        yield again | {"score": draw.between(30, 59) * 100, "result": "failed"}
        row["attempt"] = 2
    elif luck > 0.996:
        row["revoked_on"] = min(scale.day, day + 20)
    if draw.hit(0.04) and course == ONBOARDING:
        row["topics"] = STATUTORY[:4]
    yield row
