"""Editing on a profile: fields in place, records added and removed, conflicts, history, what is shown with a reason."""
