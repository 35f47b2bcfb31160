"""Measurements of what the design promises, as ratios taken in one run."""
