"""A small world of subjects with answers, held in memory, for tests of screens that need no store."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from auditor.model.types import day_of, second_of
from auditor.services.facets import FacetsOf
from auditor.services.lists import ListFilter
from auditor.services.standing import StandingHolds
from ui.kit.chips import Answer, Chip
from ui.kit.source import Order, Row
from ui.profiles.presenter import chips
from ui.profiles.shapes import Basis, Both, Line, Profile
from ui.profiles.source import Found

LAW = (Basis("直播电商监督管理办法", "10(1)"),)
LINES = (
    Line(
        "TR-02",
        Both("年度培训", "Annual training"),
        Answer.HIGH,
        Both(
            "1 年内没有合格培训记录，最近一次是 2025-03-02",
            "No passed training in the last year; the latest was 2025-03-02",
        ),
        Both("安排年度培训并上传证明", "Book the annual training and attach proof"),
        "book_training",
        LAW,
        "condition",
    ),
    Line(
        "TR-03",
        Both("食品安全培训", "Food safety training"),
        Answer.CRITICAL,
        Both("经营食品类目，没有在有效期内的食品安全培训", "Sells food without a valid training in food safety"),
        Both("安排年度培训并上传证明", "Book the annual training and attach proof"),
        "book_training",
        LAW,
        "block",
    ),
    Line(
        "ID-04",
        Both("身份资料齐全", "Identity on file"),
        Answer.MEDIUM,
        Both("缺：常住地、职业职务", "Missing: residence, occupation"),
        Both("向主播收齐身份资料并登记", "Collect the missing identity data"),
        "complete_identity",
        (),
        "condition",
    ),
    Line(
        "ID-06",
        Both("身份信息复核", "Identity re-checked"),
        Answer.UNKNOWN,
        Both("资料不足：无法判断何时复核", "Data missing: day of identity check is empty"),
        Both("核验身份并登记日期", "Check the identity and record the day"),
        "verify_identity",
        missing=(("hosts", "identity_verified_on"),),
    ),
    Line(
        "TR-01",
        Both("首播前培训", "Training before the first broadcast"),
        Answer.MEDIUM,
        Both("首播 2026-02-10，合格培训在其后", "First live on 2026-02-10, passed training came after"),
        Both("", ""),
        "",
        LAW,
        curable=False,
    ),
    Line(
        "IN-02",
        Both("累计扣分", "Points"),
        Answer.LOW,
        Both("抖音本年累计 4 分", "4 points on Douyin this year"),
        Both("复盘并整改", "Review and correct"),
        "review_points",
        waived=True,
    ),
    *(
        Line(rule, Both(zh, en), Answer.PASS, Both("", ""), Both("", ""), "")
        for rule, zh, en in (
            ("ID-01", "证件号码有效", "ID number valid"),
            ("ID-02", "年满 16 周岁", "At least 16"),
            ("CT-01", "经纪合同有效", "Contract in force"),
            ("IN-01", "未被禁播", "Not banned"),
        )
    ),
    Line("LI-13", Both("专业资质", "Qualification"), Answer.NOT_APPLICABLE, Both("", ""), Both("", ""), ""),
)
NAMES = ("小鹿美食", "阿泽说酒", "林間茶話", "王大锤", "䶮㛃小店", "橙子妈妈", "Leo 好物", "老张海鲜")
STATUSES = ("active", "active", "active", "suspended", "active", "blacklisted", "active", "left")


class World:
    """Hosts with everything, the other kinds empty."""

    def __init__(self, count: int = 60) -> None:
        self.count = count
        self.asked_days: list[date] = []

    def first(self, kind: str, wanted: ListFilter, order: Order, size: int, as_of: date) -> list[Row]:
        return self.rows(kind, self.ids(kind, wanted, order, as_of)[:size], as_of)

    def ids(self, kind: str, wanted: ListFilter, order: Order, as_of: date) -> array[int]:
        if kind != "host":
            return array("q")
        ids = [
            n
            for n in range(1, self.count + 1)
            if STATUSES[n % 8] in (wanted.status or STATUSES) and wanted.text in f"{NAMES[n % 8]}H{n:04d}"
        ]
        return array("q", sorted(ids, reverse=order.descending))

    def rows(self, kind: str, ids: Sequence[int], as_of: date) -> list[Row]:
        return [
            (
                n,
                f"H{n:04d}",
                NAMES[n % 8],
                STATUSES[n % 8],
                {
                    "agency": "星芒传媒" if n % 3 else None,
                    "followers": n * 13_577,
                    "owner": "陈静" if n % 2 else "",
                },
            )
            for n in ids
        ]

    def answers(self, kind: str, ids: Sequence[int], as_of: date) -> Mapping[int, tuple[Chip, ...]]:
        self.asked_days.append(as_of)
        return {n: () if STATUSES[n % 8] == "left" else chips(self._lines(n)) for n in ids}

    def facets(self, kind: str, wanted: ListFilter, as_of: date) -> FacetsOf:
        everybody = Counter(STATUSES[n % 8] for n in range(1, self.count + 1))
        return FacetsOf({"status": tuple(everybody.most_common())}, StandingHolds(20_000, 1, fresh=True))

    def _lines(self, n: int) -> tuple[Line, ...]:
        return LINES if n % 4 == 0 else LINES[2:] if n % 4 == 1 else LINES[6:] if n % 4 == 2 else LINES[3:]

    def profile(self, type: str, code: str) -> Profile:
        n = int(code[1:])
        facts: dict[str, object] = {
            "code": f"H{n:04d}", "stage_name": NAMES[n % 8], "status": STATUSES[n % 8], "agency": "星芒传媒", "unit": "美食组", "owner": "陈静",
            "real_name": "张**", "id_type": "resident_id", "id_number": "4401**********1234", "birth_date": day_of(date(1998, 6, 30)), "sex": "female",
            "domains": ("general",), "categories": ("food_prepacked", "alcohol"), "followers": 1_286_000, "first_live_on": day_of(date(2026, 2, 10)), "presenter": "human",
        }  # fmt: skip
        records = {
            "licences": [],
            "trainings": [
                {"record_id": 1, "title": "直播合规基础", "completed_on": day_of(date(2025, 3, 2)), "result": "passed", "score": 9200, "valid_until": None, "certificate_no": "C-2025-0031"},
                {"record_id": 2, "title": "食品安全", "completed_on": day_of(date(2024, 11, 5)), "result": "failed", "score": 4150},
            ],
            "cases": [{"record_id": 1, "occurred_at": second_of(datetime(2026, 5, 3, 20, 5)), "kind": "infraction", "category": "absolute_terms", "outcome": "substantiated", "points": 400, "sanction": "warning"}],
            "contracts": [{"record_id": 1, "kind": "management", "party": "A001", "counterparty": f"H{n:04d}", "valid_from": day_of(date(2025, 1, 1)), "valid_until": "long-term", "state": "in_force"}],
            "broadcasts": [],
        }  # fmt: skip
        return Profile(n, type, f"H{n:04d}", NAMES[n % 8], facts, records)

    def lines(self, type: str, id: int, as_of: date) -> tuple[Line, ...]:
        self.asked_days.append(as_of)
        return self._lines(id)

    def find(self, text: str, limit: int) -> Sequence[Found]:
        ids = [n for n in range(1, self.count + 1) if text in f"{NAMES[n % 8]}H{n:04d}"]
        rows = self.rows("host", ids[:limit], date(2026, 6, 30))
        return [Found("host", row[0], row[1], row[2]) for row in rows]
