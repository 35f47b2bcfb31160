"""Words for what trainings show: signs on their evidence, verdicts on their effect, what followed an infraction."""

from __future__ import annotations

from auditor.i18n import N_

SIGNS = {
    "too_short": N_("Too short"),
    "before_start": N_("Before it began"),
    "before_version": N_("Before its version"),
    "same_evidence": N_("The same evidence"),
    "same_certificate": N_("The same certificate number"),
    "entered_late": N_("Entered late"),
    "own_trainer": N_("Signed for himself"),
    "too_much": N_("Too much in a day"),
    "two_places": N_("In two places"),
}
VERDICTS = {
    "too_few": N_("too few to say"),
    "no_base": N_("nobody untrained to compare with"),
    "lower": N_("lower than untrained"),
    "no_difference": N_("no difference to be seen"),
    "higher": N_("higher than untrained"),
}
FOLLOWED = {
    "untrained": N_("Not trained since"),
    "watching": N_("Being watched"),
    "held": N_("No repeat"),
    "repeated": N_("Happened again"),
}
