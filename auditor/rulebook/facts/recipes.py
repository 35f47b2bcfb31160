"""Every field that is not simply a stored column, with the one function that defines it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.rulebook.facts.agreements import AGREEMENT_RECIPES
from auditor.rulebook.facts.broadcasts import BROADCAST_RECIPES
from auditor.rulebook.facts.cases import CASE_RECIPES
from auditor.rulebook.facts.chains import CHAIN_RECIPES
from auditor.rulebook.facts.events import EVENT_RECIPES
from auditor.rulebook.facts.goods import GOODS_RECIPES
from auditor.rulebook.facts.licences import LICENCE_RECIPES
from auditor.rulebook.facts.papers import PAPER_RECIPES
from auditor.rulebook.facts.shared import SHARED_RECIPES
from auditor.rulebook.facts.subjects import SUBJECT_RECIPES
from auditor.rulebook.facts.trainings import TRAINING_RECIPES
from auditor.rulebook.facts.workspace import WORKSPACE_RECIPES

RECIPES: Mapping[tuple[str, str], Callable[[Any], Any]] = {
    **SUBJECT_RECIPES,
    **LICENCE_RECIPES,
    **TRAINING_RECIPES,
    **CASE_RECIPES,
    **AGREEMENT_RECIPES,
    **BROADCAST_RECIPES,
    **SHARED_RECIPES,
    **WORKSPACE_RECIPES,
    **EVENT_RECIPES,
    **PAPER_RECIPES,
    **CHAIN_RECIPES,
    **GOODS_RECIPES,
}
"""(object, field) to what gives it for a row."""
