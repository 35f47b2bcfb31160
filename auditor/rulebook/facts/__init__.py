"""What a rule can see: the schema of facts, and per table the one function that gives what a day sees."""
