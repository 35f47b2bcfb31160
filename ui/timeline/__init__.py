"""The timeline of a profile: what lasted, what happened, how the answers turn, and a slider that moves the day."""
