"""The case desk: the story of a case, its state and its clocks, worked out from what happened and never stored."""
