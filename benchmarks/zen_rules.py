"""The same rules in zen-engine's decision format on the facts prepared for cel-python (group ``bench``)."""

from __future__ import annotations

import json
import time
from collections import Counter
from importlib.util import find_spec
from typing import Any

from benchmarks.audit import _open

SAMPLE = 1_000

ZEN = {
    "TR-02": 'host.status == "active" and host.first_live <= day and not some(host.trainings,'
    ' #.result == "passed" and #.completed_on >= year_ago and #.revoked_on > day)',
    "ID-03": 'host.status == "active" and host.born <= sixteen and host.born > eighteen and host.consent > day',
    "CT-01": 'host.status == "active" and host.agency > 0 and not some(host.contracts, #.party == host.agency'
    ' and #.kind in ["management", "employment", "labour_service"] and #.state == "in_force" and #.valid_from <= day'
    " and #.signed_on <= day and #.terminated_on > day and (#.endless or #.valid_until >= day))",
    "IN-02": 'host.status == "active" and some(host.points, # >= 300)',
}
"""One expression a rule, true where the host fails."""


def there() -> bool:
    """Whether the engine is installed; it is no dependency of ours."""
    return find_spec("zen") is not None


def decision() -> str:
    """One decision with all rules: facts in, an expression a rule, answers out."""
    place = {"x": 0, "y": 0}
    expressions = [{"id": rule, "key": rule, "value": text} for rule, text in ZEN.items()]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "facts", "position": place},
        {
            "id": "rules",
            "type": "expressionNode",
            "name": "rules",
            "position": place,
            "content": {"expressions": expressions},
        },
        {"id": "out", "type": "outputNode", "name": "answers", "position": place},
    ]
    edges = [
        {"id": "first", "type": "edge", "sourceId": "in", "targetId": "rules"},
        {"id": "last", "type": "edge", "sourceId": "rules", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


def zen(store: str, hosts: int) -> dict[str, Any]:
    """CPU a host of judging prepared facts by a decision of zen-engine, beside ours over all hosts."""
    from zen import ZenEngine

    from benchmarks.objects import _facts, _hosts, _ours, cel_days

    made = ZenEngine().create_decision(decision())
    with _open(store) as auditor, auditor.context.store.reading() as connection:
        loaded = _hosts(connection, SAMPLE)
        facts = [{"host": _facts(host), **cel_days()} for host in loaded]
        started = time.process_time()
        answers = [made.evaluate(given)["result"] for given in facts]
        cpu = time.process_time() - started
        failed = Counter(rule for answer in answers for rule, fails in answer.items() if fails and rule in ZEN)
        _, same = _ours(auditor, connection, [host.id for host in loaded])
        assert failed == same, (failed, same)
        whole, _ = _ours(auditor, connection, None)
    return {"theirs": cpu / len(loaded), "ours": whole / hosts}
