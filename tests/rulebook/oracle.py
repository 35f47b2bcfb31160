"""What rulebook words mean, written again in plain Python, so that the SQL has something to disagree with.

Facts are given as the examples of rules give them (stored fields, children as lists); nothing here is shared with
the compiler. Empty fields are left out, as a CEL engine expects them.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

NEVER = date(9999, 12, 31)
FOREVER = "long-term"
DISMISSED = ("unsubstantiated", "malicious", "overturned")
NO_TERM = ("food_filing", "device_filing_2", "cosmetics_filing", "physician", "lawyer", "teacher")
PRODUCT = ("health_food_registration", "fsmp_registration", "infant_formula_registration", "cosmetics_filing",
           "cosmetics_registration", "ccc_certificate", "trademark_certificate", "brand_authorisation")  # fmt: skip
PERSON = ("physician", "securities", "lawyer", "teacher", "livestream_marketer")

Facts = dict[str, Any]


def months_later(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


class World:
    """Reads one subject's facts as a day sees them."""

    def __init__(self, as_of: date) -> None:
        self.day = as_of
        self.end = datetime.combine(as_of + timedelta(days=1), time())

    def by_day(self, facts: Facts, *names: str) -> None:
        for name in names:
            if facts.get(name) is not None and facts[name] > self.day:
                del facts[name]

    def by_time(self, facts: Facts, *names: str) -> None:
        for name in names:
            if facts.get(name) is not None and facts[name] >= self.end:
                del facts[name]

    def subject(self, kind: str, facts: Mapping[str, Any]) -> Facts:
        seen = {name: value for name, value in facts.items() if value is not None}
        seen.setdefault("status", "active")
        return getattr(self, kind)(seen)  # type: ignore[no-any-return]

    def common(self, kind: str, seen: Facts) -> Facts:
        owner = dict(seen)
        for name, read in (("licences", self.licence), ("trainings", self.training), ("cases", self.case),
                           ("contracts", self.contract)):  # fmt: skip
            rows = [self.clean(row) for row in seen.get(name, [])]
            made = [read(row, kind, owner) for row in rows]
            seen[name] = [row for row in made if row is not None]
        if kind in ("host", "merchant", "agency"):
            for one, raw in zip(seen["licences"], self.kept(owner.get("licences", [])), strict=True):
                followed = self.succeeded(raw, owner.get("licences", []), kind, owner)
                if followed is not None:
                    one["succeeded"] = followed
        seen["points"] = self.points(seen["cases"])
        seen.setdefault("tags", [])
        self.by_day(seen, "identity_verified_on")
        return seen

    def clean(self, row: Mapping[str, Any]) -> Facts:
        return {name: value for name, value in row.items() if value is not None}

    def host(self, seen: Facts) -> Facts:
        seen = self.common("host", seen)
        for name in ("broadcasts", "accounts"):
            seen.setdefault(name, [])
        seen.setdefault("presenter", "human")
        self.by_day(seen, "guardian_consent_on")
        seen.setdefault("categories", [])
        seen.setdefault("domains", [])
        if "other" not in seen["categories"]:
            seen["categories_known"] = True
        born = seen.get("birth_date")
        if born is not None:
            before = (self.day.month, self.day.day) < (born.month, born.day)
            seen["age"] = self.day.year - born.year - before
        seen["first_live"] = seen.get("first_live_on", NEVER)
        # Nobody in these worlds has a personal number, so nobody shares one.
        seen |= dict.fromkeys(("id_number_shared", "phone_shared", "barred_operator", "barred_match"), False)
        return seen

    def merchant(self, seen: Facts) -> Facts:
        seen = self.common("merchant", seen)
        for name in ("rooms", "broadcasts", "products", "accounts"):
            seen.setdefault(name, [])
        seen.setdefault("entity_type", "company")
        seen.setdefault("abnormal_listing", False)
        seen.setdefault("dishonest_listing", False)
        for name in ("categories", "brands", "linked_usccs"):
            seen.setdefault(name, [])
        seen.setdefault("roles", [])
        if "other" not in seen["categories"]:
            seen["categories_known"] = True
        if "uscc" in seen:
            seen["uscc_valid"] = seen["uscc"] == "91330106BRCC7CAGN4"
        seen["own_codes"] = [seen["uscc"]] if "uscc" in seen else []
        seen["own_codes"] += seen["linked_usccs"]
        seen["authorisations"] = [self.authorisation(self.clean(row), seen) for row in seen.get("authorisations", [])]
        seen["reviews"] = [
            {"hidden": False, **self.clean(row)} for row in seen.get("reviews", []) if row["reviewed_at"] < self.end
        ]
        seen["traded_brands"] = self.brands(seen)
        return seen

    def brands(self, seen: Facts) -> list[str] | None:
        if seen["brands"]:
            return list(seen["brands"])
        first = self.day - timedelta(days=180)
        found = []
        for row in seen["authorisations"]:
            if not row["to_merchant"] or row["valid_from"] > self.day:
                continue
            if row["valid_from"] > first or row["valid_until_long"]:
                found.append(row["brand"])
            elif "valid_until" not in row:
                return None
            elif row["valid_until"] > first:
                found.append(row["brand"])
        return found

    def ending(self, row: Facts, *, open_ended: bool = False) -> bool | None:
        if row.get("valid_until") == FOREVER or row.get("valid_until_long") or open_ended:
            return True
        return None if row.get("valid_until") is None else row["valid_until"] >= self.day

    def ended_word(self, row: Facts) -> Facts:
        row["valid_until_long"] = row.get("valid_until") == FOREVER
        if row["valid_until_long"]:
            del row["valid_until"]
        return row

    def kept(self, rows: list[Mapping[str, Any]]) -> list[Facts]:
        return [self.clean(row) for row in rows if row.get("issued_on") is None or row["issued_on"] <= self.day]

    def no_term(self, row: Facts, kind: str, owner: Facts) -> bool:
        sole = kind == "merchant" and owner.get("entity_type") == "sole_trader"
        return row["kind"] in NO_TERM or (row["kind"] == "business_licence" and sole)

    def licence_state(self, row: Facts) -> str:
        state = row.get("state", "in_force")
        later = row.get("ended_on") is not None and row["ended_on"] > self.day
        return "in_force" if state in ("revoked", "cancelled") and later else str(state)

    def own(self, row: Facts, kind: str, owner: Facts) -> bool | None:
        holder = row.get("holder_uscc")
        if holder is None:
            return True
        if holder in owner.get("linked_usccs", []) or holder == owner.get("uscc"):
            return True
        if kind != "host" and owner.get("uscc") is None:
            return None
        return False

    def level(self, row: Facts, kind: str, owner: Facts) -> str | None:
        if row["kind"] == "food_production":
            own = self.own(row, kind, owner)
            return None if own is None else ("entity" if own else "product")
        if row["kind"] in PRODUCT:
            return "product"
        return "person" if row["kind"] in PERSON else "entity"

    def licence(self, row: Facts, kind: str, owner: Facts) -> Facts | None:
        if row.get("issued_on") is not None and row["issued_on"] > self.day:
            return None
        raw = dict(row)
        row["state"] = self.licence_state(raw)
        self.by_day(row, "ended_on")
        row = self.ended_word(row)
        row["no_term"] = self.no_term(raw, kind, owner)
        own, level = self.own(raw, kind, owner), self.level(raw, kind, owner)
        if own is not None:
            row["of_own_holder"] = own
        if level is not None:
            row["level"] = level
        row.setdefault("scope", [])
        row["scope_known"] = True
        begun = row.get("valid_from") is None or row["valid_from"] <= self.day
        alive = row["state"] == "in_force" and "ended_on" not in row and begun
        lasting = self.ending(row, open_ended=row["no_term"] and row.get("valid_until") is None)
        if not alive:
            row["in_force"] = False
        elif lasting is not None:
            row["in_force"] = lasting
        return row

    def succeeded(self, raw: Facts, rows: list[Mapping[str, Any]], kind: str, owner: Facts) -> bool | None:
        doubt = False
        for place, candidate in enumerate(rows):
            other = self.clean(candidate)
            if self.clean(rows[place]) == raw or other not in self.kept(rows):
                continue
            if self.licence_state(other) != "in_force" or (other.get("ended_on") or self.day) < self.day:
                continue
            answer = self.takes_over(raw, other, kind, owner)
            if answer:
                return True
            doubt = doubt or answer is None
        return None if doubt else False

    def takes_over(self, old: Facts, new: Facts, kind: str, owner: Facts) -> bool | None:
        mine, theirs = self.level(old, kind, owner), self.level(new, kind, owner)
        makers = old["kind"] == new["kind"] == "food_production"
        same_side = None if makers and None in (mine, theirs) else (not makers or mine == theirs)
        same_kind = old["kind"] == new["kind"]
        renews = new["number"] == old["number"] or new.get("renews") == old["number"]
        is_product = None if mine is None else mine == "product"
        fits = either(
            both(None if is_product is None else not is_product, same_kind, same_side),
            both(is_product, renews, same_side),
        )
        until = old.get("valid_until")
        until = None if until == FOREVER else until
        starts = None
        if until is not None and new.get("valid_from") is not None:
            starts = new["valid_from"] <= until + timedelta(days=1)
        endless = new.get("valid_until") == FOREVER or (
            self.no_term(new, kind, owner) and new.get("valid_until") is None
        )
        ends = None
        if until is not None and (endless or new.get("valid_until") is not None):
            ends = endless or new["valid_until"] > until
        return both(fits, starts, ends)

    def training(self, row: Facts, kind: str, owner: Facts) -> Facts | None:
        if row["completed_on"] > self.day:
            return None
        self.by_day(row, "revoked_on")
        row.setdefault("attempt", 1)
        course = row.pop("course", None) or {}
        if "code" in course:
            row["course"] = course["code"]
        row = self.ended_word(row)
        revoked = "revoked_on" in row
        if revoked:
            row["passed"] = False
        elif row.get("result") is not None:
            row["passed"] = row["result"] == "passed"
        lasts = True
        if not row["valid_until_long"]:
            if row.get("valid_until") is not None:
                lasts = row["valid_until"] >= self.day
            elif course.get("valid_months") is not None:
                lasts = months_later(row["completed_on"], course["valid_months"]) >= self.day
        if not lasts or row.get("passed") is False:
            row["valid"] = False
        elif "passed" in row:
            row["valid"] = True
        row["topics"] = row.get("topics") or list(course.get("topics", []))
        row["evidence_shared"] = False
        return self.taught(row, course)

    def taught(self, row: Facts, course: Facts) -> Facts:
        for name, hours in (("own_hours", row.get("hours")), ("course_hours", course.get("hours"))):
            if hours is not None:
                row[name] = hours
        if "own_hours" not in row and "course_hours" in row:
            row["hours"] = row["course_hours"]
        return row

    def case(self, row: Facts, kind: str, owner: Facts) -> Facts | None:
        if row["occurred_at"] >= self.end:
            return None
        row.setdefault("kind", "infraction")
        row.setdefault("source", "other")
        row.setdefault("appeal", "none")
        proven = row["kind"] in ("infraction", "penalty")
        outcome = row.get("outcome") or ("substantiated" if proven else "open")
        pending = row.get("decided_on") is not None and row["decided_on"] > self.day
        then = "open" if pending else ("overturned" if row["appeal"] == "granted" else outcome)
        row["outcome"] = "open" if pending else outcome
        self.by_day(row, "decided_on", "refunded_on", "compensated_on", "corrected_on", "goods_returned_on")
        self.by_time(row, "accepted_at", "first_response_at", "closed_at")
        decided = row.get("decided_on") or row["occurred_at"].date()
        row |= {"outcome_then": then, "decided_day": decided, "effective": then == "substantiated"}
        row |= {"dismissed": then in DISMISSED, "points": row.get("points", Decimal(0))}
        row["asked_at"] = row.get("accepted_at") or row["occurred_at"]
        answered = row.get("first_response_at") or row.get("closed_at")
        if answered is not None:
            row["answered_at"] = answered
        until = row.get("sanction_until")
        running = until is None or until == FOREVER or until >= self.day
        began = (row.get("sanction_from") or decided) <= self.day
        row["sanction_in_force"] = "sanction" in row and running and began and not row["dismissed"]
        row["sanction_until_long"] = until == FOREVER
        if until == FOREVER:
            del row["sanction_until"]
        row.setdefault("related", [])
        return row

    def points(self, cases: list[Facts]) -> list[Facts]:
        sums: dict[tuple[Any, Any], Decimal] = {}
        for row in cases:
            if row["effective"] and row["decided_day"].year == self.day.year and row["decided_day"] <= self.day:
                key = (row.get("platform"), row.get("scheme"))
                sums[key] = sums.get(key, Decimal(0)) + row["points"]
        return [
            {name: value for name, value in (("platform", p), ("scheme", s), ("total", total)) if value is not None}
            for (p, s), total in sums.items()
        ]

    def contract(self, row: Facts, kind: str, owner: Facts) -> Facts | None:
        if row.get("signed_on") is not None and row["signed_on"] > self.day:
            return None
        if row.get("state") == "terminated" and "terminated_on" in row and row["terminated_on"] > self.day:
            row["state"] = "in_force"
        self.by_day(row, "terminated_on")
        row = self.ended_word(row)
        row.setdefault("topics", [])
        row.setdefault("state", "in_force")
        state = row["state"] == "in_force"
        lasting = self.ending(row, open_ended=bool(row.get("auto_renew")))
        answer = both("terminated_on" not in row, state, row["valid_from"] <= self.day, lasting)
        if answer is not None:
            row["in_force"] = answer
        return row

    def authorisation(self, row: Facts, owner: Facts) -> Facts:
        row.setdefault("state", "in_force")
        row = self.ended_word(row)
        answer = both(row["state"] == "in_force", row["valid_from"] <= self.day, self.ending(row))
        if answer is not None:
            row["in_force"] = answer
        names = [owner.get(name) for name in ("code", "legal_name", "shop_name", "uscc")]
        row["to_merchant"] = row["grantee"] in names
        row.setdefault("categories", [])
        row.setdefault("platforms", [])
        return row

    def broadcast(self, seen: Facts) -> Facts:
        status = "aired" if seen.get("started_at") is not None else "planned"
        if seen["status"] in ("active", None):
            seen["status"] = status
        for name in ("categories", "brands", "products", "assistants", "tags"):
            seen.setdefault(name, [])
        self.by_time(seen, "ended_at", "identity_reported_at", "reviewed_at")
        seen["aired"] = seen["status"] == "aired"
        start = seen.get("planned_start")
        if seen["aired"]:
            start = seen.get("started_at") or start
        if start is not None:
            seen["start"] = start
        hosts = seen.get("hosts", [])
        seen["presenter_shown"] = seen.get("presenter") or (hosts[0].get("presenter", "human") if hosts else "human")
        return seen


def both(*truths: bool | None) -> bool | None:
    if False in truths:
        return False
    return None if None in truths else True


def either(*truths: bool | None) -> bool | None:
    if True in truths:
        return True
    return None if None in truths else False
