"""What the workspace lays down for itself: privacy dates, working calendar, words for categories."""
