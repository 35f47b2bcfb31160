"""The rules room: every rule with its law, values, examples and whom it concerns; tuning, overlay, coverage."""
