"""The store: engines, units of work, history, change chain, search, migrations."""
