"""The case desk in the window: the queues, one case, a new one, the ledger of points."""
