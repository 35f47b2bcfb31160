"""Reports: what is said, apart from how it looks."""
