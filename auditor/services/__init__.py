"""What the program does: one module per slice, its commands and queries and their handlers."""
