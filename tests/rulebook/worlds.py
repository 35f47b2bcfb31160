"""Random small worlds: one subject with its records, every field sometimes empty, days crowding around the limits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

DAY = date(2026, 6, 30)
NEAR = (-1100, -731, -730, -366, -365, -364, -181, -180, -179, -91, -90, -89, -31, -30, -16, -15, -8, -7, -6, -2, -1, 0,
        1, 2, 7, 29, 30, 31, 60, 89, 90, 91, 365)  # fmt: skip
FOREVER = "long-term"

days = st.one_of(st.sampled_from(NEAR), st.integers(-1200, 500)).map(lambda n: DAY + timedelta(days=n))
hours = st.sampled_from((0, 1, 43_200, 86_399, 3_600 * 20))
times = st.builds(lambda day, second: datetime.combine(day, time()) + timedelta(seconds=second), days, hours)
halves = st.integers(0, 30).map(lambda n: Decimal(n) / 2)
ends = st.one_of(st.none(), days, st.just(FOREVER))
flags = st.booleans()
codes = st.sampled_from(("91330106BRCC7CAGN4", "91440300MA5DA1YL2Q", "X1"))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def words(*names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


def rows(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:
    return st.lists(strategy, max_size=most)


TOPICS = ("trade", "infosec", "quality", "consumer", "platform_rules", "food", "advertising")
KINDS = ("business_licence", "food_licence", "food_filing", "food_production", "cosmetics_filing", "physician",
         "lawyer", "trademark_certificate", "pesticide_licence")  # fmt: skip
CATEGORIES = (
    "food_prepacked",
    "food_health",
    "alcohol",
    "pesticide",
    "general",
    "apparel",
    "cosmetics_ordinary",
    "other",
)

courses = st.fixed_dictionaries(
    {"valid_months": maybe(words(*"x").map(lambda _x: 12) | st.sampled_from((1, 6, 7, 12, 24, 36))),
     "topics": st.lists(words(*TOPICS), max_size=3, unique=True), "hours": maybe(halves)}
).map(lambda c: {"code": "K" + "-".join(map(str, (c["valid_months"], c["hours"], *c["topics"]))), **c})  # fmt: skip

trainings = st.fixed_dictionaries(
    {
        "course": courses,
        "completed_on": days,
        "result": maybe(words("passed", "passed", "failed", "absent")),
        "valid_until": ends,
        "revoked_on": maybe(days),
        "score": maybe(halves),
        "hours": maybe(halves),
        "topics": st.lists(words(*TOPICS), max_size=2, unique=True),
        "mode": maybe(words("online", "onsite")),
    }
)
licences = st.fixed_dictionaries(
    {
        "kind": words(*KINDS),
        "number": words("N1", "N2", "N3"),
        "renews": maybe(words("N1", "N2")),
        "holder_uscc": maybe(codes),
        "brand": maybe(words("B1", "B2")),
        "issued_on": maybe(days),
        "valid_from": maybe(days),
        "valid_until": ends,
        "state": words("in_force", "in_force", "suspended", "revoked", "cancelled"),
        "ended_on": maybe(days),
    }
)
cases = st.fixed_dictionaries(
    {
        "kind": words("infraction", "complaint", "penalty", "merchant_request"),
        "category": words("false_publicity", "refund", "food_safety", "other"),
        "platform": maybe(words("douyin", "kuaishou")),
        "occurred_at": times,
        "accepted_at": maybe(times),
        "first_response_at": maybe(times),
        "closed_at": maybe(times),
        "outcome": maybe(words("open", "substantiated", "substantiated", "unsubstantiated", "malicious", "overturned")),
        "decided_on": maybe(days),
        "points": maybe(halves),
        "scheme": maybe(words("A", "B")),
        "sanction": maybe(words("warning", "suspend", "blacklist", "fine")),
        "sanction_from": maybe(days),
        "sanction_until": ends,
        "appeal": words("none", "none", "granted", "rejected"),
        "goods_returned_on": maybe(days),
        "refunded_on": maybe(days),
    }
)
contracts = st.fixed_dictionaries(
    {
        "kind": maybe(words("management", "employment", "labour_service", "promotion")),
        "valid_from": days,
        "valid_until": ends,
        "auto_renew": maybe(flags),
        "terminated_on": maybe(days),
        "signed_on": maybe(days),
        "state": maybe(words("in_force", "in_force", "suspended", "terminated")),
    }
)
authorisations = st.fixed_dictionaries(
    {
        "brand": words("B1", "B2"),
        "grantor": st.just("G"),
        "grantee": words("某店", "某公司", "别家"),
        "level": maybe(st.integers(1, 3)),
        "valid_from": days,
        "valid_until": ends,
        "state": words("in_force", "in_force", "suspended", "terminated"),
    }
)
reviews = st.fixed_dictionaries(
    {
        "reviewed_at": times,
        "rating": maybe(st.integers(1, 5)),
        "hidden": flags,
        "hidden_reason": maybe(st.just("x")),
    }
)

status = words("active", "active", "active", "suspended", "blacklisted", "candidate")
hosts = st.fixed_dictionaries(
    {
        "code": st.just("H0001"),
        "stage_name": st.just("小满"),
        "status": status,
        "birth_date": maybe(
            st.one_of(st.dates(date(1990, 1, 1), date(2011, 12, 31)), words("x").map(lambda _x: date(2008, 2, 29)))
        ),
        "sex": maybe(words("male", "female")),
        "residence": maybe(st.just("杭州")),
        "occupation": maybe(st.just("主播")),
        "followers": maybe(st.integers(0, 5)),
        "first_live_on": maybe(days),
        "identity_verified_on": maybe(days),
        "guardian_consent_on": maybe(days),
        "domains": st.lists(words("medical", "law", "general"), max_size=2, unique=True),
        "categories": st.lists(words(*CATEGORIES), max_size=3, unique=True),
        "trainings": rows(trainings),
        "licences": rows(licences),
        "cases": rows(cases, 4),
        "contracts": rows(contracts, 2),
    }
)
merchants = st.fixed_dictionaries(
    {
        "code": st.just("S0001"),
        "shop_name": st.just("某店"),
        "legal_name": maybe(st.just("某公司")),
        "status": status,
        "entity_type": words("company", "sole_trader", "person"),
        "uscc": maybe(codes),
        "linked_usccs": st.lists(codes, max_size=1),
        "categories": st.lists(words(*CATEGORIES), max_size=3, unique=True),
        "brands": st.lists(words("B1", "B2"), max_size=2, unique=True),
        "identity_verified_on": maybe(days),
        "licence_exemption": maybe(words("petty", "handicraft")),
        "licences": rows(licences, 4),
        "authorisations": rows(authorisations),
        "cases": rows(cases, 4),
        "reviews": rows(reviews, 2),
    }
)
broadcasts = st.fixed_dictionaries(
    {
        "code": st.just("L0001"),
        "status": words("planned", "aired", "cancelled"),
        "planned_start": maybe(times),
        "started_at": maybe(times),
        "ended_at": maybe(times),
        "identity_reported_at": maybe(times),
        "reviewed_at": maybe(times),
        "presenter": maybe(words("human", "avatar", "ai")),
        "ai_label": maybe(flags),
        "seller_shown": maybe(flags),
        "link_hops": maybe(st.integers(0, 3)),
        "recording_kept_until": maybe(st.one_of(days, days.map(lambda d: d + timedelta(days=1096)))),
        "categories": st.lists(words(*CATEGORIES), max_size=2, unique=True),
    }
)
SUBJECTS = {"host": hosts, "merchant": merchants, "broadcast": broadcasts}


def distinct(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts with natural keys made unique where the store asks for it."""
    made = dict(facts)
    for name, key in (("trainings", "attempt"), ("cases", "code"), ("contracts", "code"), ("reviews", "order_ref")):
        if name in made:
            made[name] = [{**row, key: n + 1 if key == "attempt" else f"{key}{n}"} for n, row in enumerate(made[name])]
    if "licences" in made:
        kept: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in made["licences"]:
            kept.setdefault((row["kind"], row["number"], row["valid_from"]), row)
        made["licences"] = list(kept.values())
    if "authorisations" in made:
        made["authorisations"] = list(
            {(a["brand"], a["grantee"], a["valid_from"]): a for a in made["authorisations"]}.values()
        )
    return made
