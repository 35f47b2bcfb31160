"""The clearance page: who sells what for whom and when, and whether it may go on air."""
