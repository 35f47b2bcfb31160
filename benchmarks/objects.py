"""The same rules on objects, as programs without a rule compiler judge: ORM objects in Python, engines on facts."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, cast

from auditor.model.types import day_of
from auditor.services.demo.edges import shifted
from benchmarks import zen_rules
from benchmarks.audit import _open
from benchmarks.measure import Promise, Report, in_child
from benchmarks.worlds import TODAY, paths

RULES = ("TR-02", "ID-03", "CT-01", "IN-02")
SAMPLE = 3_000
CEL_SAMPLE = 150
_DAY = day_of(TODAY)
_YEAR, _SIXTEEN, _EIGHTEEN = shifted(_DAY, -12), shifted(_DAY, -192), shifted(_DAY, -216)
_NEW_YEAR = day_of(TODAY.replace(month=1, day=1))
_DEALS = ("management", "employment", "labour_service")

CEL = {
    "TR-02": 'host.status == "active" && host.first_live <= day'
    ' && !host.trainings.exists(t, t.result == "passed" && t.completed_on >= year_ago && !(t.revoked_on <= day))',
    "ID-03": 'host.status == "active" && host.born <= sixteen && host.born > eighteen && !(host.consent <= day)',
    "CT-01": 'host.status == "active" && host.agency > 0 && !host.contracts.exists(c, c.party == host.agency'
    ' && c.kind in ["management", "employment", "labour_service"] && c.state == "in_force" && c.valid_from <= day'
    " && c.signed_on <= day && c.terminated_on > day && (c.endless || c.valid_until >= day))",
    "IN-02": 'host.status == "active" && host.points.exists(p, p >= 300)',
}
"""The rules in plain CEL on facts prepared for it (days as numbers, sums made beforehand), which flatters it."""


def _mapped() -> Any:
    """Classes over our tables with the relations that the rules read."""
    from sqlalchemy import and_
    from sqlalchemy.orm import foreign, registry, relationship

    from auditor.model.tables import MAIN

    mapper = registry()
    kinds: dict[str, Any] = {}
    for name in ("training", "contract", "case_record"):
        kinds[name] = type(name.title(), (), {})
        mapper.map_imperatively(kinds[name], MAIN[name])
    host, training, deal, case = (MAIN[name] for name in ("host", "training", "contract", "case_record"))
    joins = {
        "trainings": (kinds["training"], and_(foreign(training.c.learner_id) == host.c.id)),
        "contracts": (
            kinds["contract"],
            and_(foreign(deal.c.counterparty_id) == host.c.id, deal.c.counterparty_type == "host"),
        ),
        "cases": (kinds["case_record"], and_(foreign(case.c.subject_id) == host.c.id, case.c.subject_type == "host")),
    }
    kinds["host"] = type("Host", (), {})
    properties = {name: relationship(kind, primaryjoin=on, viewonly=True) for name, (kind, on) in joins.items()}
    mapper.map_imperatively(kinds["host"], host, properties=properties)
    return kinds["host"]


def _points(host: Any) -> dict[tuple[Any, Any], int]:
    sums: dict[tuple[Any, Any], int] = defaultdict(int)
    for case in host.cases:
        decided = case.decided_on if case.decided_on is not None and case.decided_on <= _DAY else None
        outcome = "open" if case.decided_on is not None and decided is None else case.outcome
        day = decided if decided is not None else case.occurred_at // 86_400
        if outcome == "substantiated" and case.appeal != "granted" and _NEW_YEAR <= day <= _DAY:
            sums[case.platform, case.scheme] += case.points or 0
    return sums


def _in_force(deal: Any) -> bool:
    return bool(
        deal.state == "in_force"
        and deal.valid_from <= _DAY
        and (deal.signed_on is None or deal.signed_on <= _DAY)
        and (deal.terminated_on is None or deal.terminated_on > _DAY)
        and (deal.valid_until_long or deal.auto_renew or (deal.valid_until or 0) >= _DAY)
    )


def _judged(host: Any) -> list[str]:
    """The rules that a host fails, in plain Python."""
    left = host.left_on is not None and host.left_on <= _DAY
    if host.status != "active" or left or (host.onboarded_on or 0) > _DAY:
        return []
    failed = []
    if host.first_live_on is not None and host.first_live_on <= _DAY:
        passed = (t for t in host.trainings if t.result == "passed" and not (t.revoked_on and t.revoked_on <= _DAY))
        if not any(_YEAR <= t.completed_on <= _DAY for t in passed):
            failed.append("TR-02")
    born = host.birth_date or host.id_birth_date
    if born is not None and _EIGHTEEN < born <= _SIXTEEN and (host.guardian_consent_on or _DAY + 1) > _DAY:
        failed.append("ID-03")
    if host.agency_id is not None and not any(
        deal.party_type == "agency" and deal.party_id == host.agency_id and deal.kind in _DEALS and _in_force(deal)
        for deal in host.contracts
    ):
        failed.append("CT-01")
    if any(points >= 300 for points in _points(host).values()):
        failed.append("IN-02")
    return failed


def _hosts(connection: Any, many: int) -> list[Any]:
    from sqlalchemy import select
    from sqlalchemy.orm import Session, selectinload

    kind = _mapped()
    loads = [selectinload(getattr(kind, name)) for name in ("trainings", "contracts", "cases")]
    statement = select(kind).where(kind.first_live_on.is_not(None)).order_by(kind.id).limit(many).options(*loads)
    return list(Session(connection).scalars(statement))


def _ours(auditor: Any, connection: Any, ids: list[int] | None) -> tuple[float, dict[str, int]]:
    from auditor.rulebook.judging import judge_many
    from auditor.rulebook.sql.values import Moment

    book = auditor.context.published()
    for _ in range(2):
        started = time.process_time()
        found = Counter(
            verdict.rule_id
            for verdict in judge_many(connection, book, Moment(TODAY), ("host",), RULES, ids)
            if verdict.result == "fail"
        )
        cpu = time.process_time() - started
    return cpu, found


def objects(store: str, hosts: int) -> dict[str, Any]:
    """CPU a host of loading and judging ORM objects, beside ours of the same rules over all hosts."""
    with _open(store) as auditor, auditor.context.store.reading() as connection:
        started = time.process_time()
        loaded = _hosts(connection, SAMPLE)
        failed = Counter(rule for host in loaded for rule in _judged(host))
        cpu = time.process_time() - started
        _, same = _ours(auditor, connection, [host.id for host in loaded])
        assert failed == same, (failed, same)
        whole, _ = _ours(auditor, connection, None)
    return {"theirs": cpu / len(loaded), "ours": whole / hosts}


def cel(store: str, hosts: int) -> dict[str, Any]:
    """CPU a host of judging prepared facts by cel-python, beside ours of the same rules over all hosts."""
    import celpy
    from celpy.adapter import json_to_cel

    environment = celpy.Environment()
    programs = {rule: environment.program(environment.compile(text)) for rule, text in CEL.items()}
    days = cel_days()
    with _open(store) as auditor, auditor.context.store.reading() as connection:
        loaded = _hosts(connection, CEL_SAMPLE)
        facts = [_facts(host) for host in loaded]
        started = time.process_time()
        failed = Counter(
            rule
            for host in facts
            for given in [cast("Any", json_to_cel({"host": host, **days}))]
            for rule, program in programs.items()
            if bool(program.evaluate(given))
        )
        cpu = time.process_time() - started
        _, same = _ours(auditor, connection, [host.id for host in loaded])
        assert failed == same, (failed, same)
        whole, _ = _ours(auditor, connection, None)
    return {"theirs": cpu / len(loaded), "ours": whole / hosts}


def cel_days() -> dict[str, int]:
    """The days that the prepared rules compare with."""
    return {"day": _DAY, "year_ago": _YEAR, "sixteen": _SIXTEEN, "eighteen": _EIGHTEEN}


def _facts(host: Any) -> dict[str, Any]:
    far = 10**7
    gone = host.left_on is not None and host.left_on <= _DAY
    trainings = [t for t in host.trainings if t.completed_on <= _DAY]
    return {
        "status": "left" if gone else host.status,
        "first_live": host.first_live_on or far,
        "born": host.birth_date or host.id_birth_date or far,
        "consent": host.guardian_consent_on or far,
        "agency": host.agency_id or 0,
        "trainings": [
            {"result": t.result, "completed_on": t.completed_on, "revoked_on": t.revoked_on or far} for t in trainings
        ],
        "contracts": [
            {
                "party": c.party_id,
                "kind": c.kind,
                "state": c.state,
                "valid_from": c.valid_from,
                "valid_until": c.valid_until or 0,
                "endless": bool(c.valid_until_long or c.auto_renew),
                "signed_on": c.signed_on or 0,
                "terminated_on": c.terminated_on or far,
            }
            for c in host.contracts
        ],
        "points": list(_points(host).values()),
    }


def run(folder: Path, sizes: list[int]) -> Report:
    """At the middle size; per host, so that the sample may be small."""
    hosts = sorted(sizes)[len(sizes) // 2]
    store, _ = paths(folder, hosts)
    report = Report(
        f"Against objects ({', '.join(RULES)})",
        ("engine", "hosts judged", "us a host", "ratio", "1M hosts, extrapolated"),
    )
    asked: list[tuple[str, str, int, int | None]] = [
        ("ORM objects in Python", "objects", SAMPLE, 50),
        ("cel-python on prepared facts", "cel", CEL_SAMPLE, 1_000),
    ]
    if zen_rules.there():
        asked.append(("zen-engine on prepared facts", "zen", zen_rules.SAMPLE, None))
    else:
        report.notes.append("zen-engine is not installed (group bench of pyproject.toml), so it was not measured.")
    for name, task, sample, least in asked:
        told = in_child(task, store=str(store), hosts=hosts)
        ratio = told["theirs"] / told["ours"]
        report.lines.append(
            (
                name,
                f"{sample:,}",
                f"{told['theirs'] * 1e6:.0f}",
                f"{ratio:.0f}x",
                f"{told['theirs'] * 1e6 / 60:.1f} min",
            )
        )
        if least is not None:
            promise = Promise(f"against {name}", f"at least {least:,}x less CPU", f"{ratio:,.0f}x", ratio >= least)
            report.promises.append(promise)
    report.lines.append(("ours", f"{hosts:,}", f"{told['ours'] * 1e6:.2f}", "1x", f"{told['ours'] * 1e6:.1f} s"))
    report.notes.append("Linear extrapolation from the sample; answers were equal on it.")
    return report
