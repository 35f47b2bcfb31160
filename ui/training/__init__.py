"""The training log: who came, who passed, in two minutes."""
