"""What is said where no sheet of any file is one of ours: the mapping that fits, or what the columns speak for."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.errors import CallerMistake
from auditor.i18n import N_, Message, said
from auditor.importing.read import OtherSheet
from auditor.model.sheets import BY_NAME


class NoneOfOurs(CallerMistake):
    """No sheet of any file is one of ours; ``others`` (file name, sheet) are what there is instead."""

    def __init__(self, others: Sequence[tuple[str, OtherSheet]]) -> None:
        self.others = tuple(others)
        names = "、".join(other.title for _, other in others) or "-"
        message = said(N_("None of these sheets is one of the workbook's: {names}."), names=names)
        super().__init__(message, _instead([other for _, other in others]))


def _instead(others: Sequence[OtherSheet]) -> Message:
    from auditor.importing.mapping.fitting import presets_for

    fitting = presets_for(others)
    if fitting:
        return said(N_("A mapping knows these columns: import it with --mapping {name}."), name=fitting[0].name)
    guesses = [(guess, other) for other in others for guess in other.guesses]
    if not guesses:
        return said(N_("Name a sheet as in the template: 主播, hosts, 商家, merchants ..."))
    best, other = max(guesses, key=lambda pair: pair[0].score)
    ours = BY_NAME[best.name].zh
    return said(N_("The columns of {title} speak for {sheet}: name the sheet so."), title=other.title, sheet=ours)
