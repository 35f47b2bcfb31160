"""What a condition says whatever the facts are: never, always, or at too great a cost."""
