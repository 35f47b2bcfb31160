"""The command line: parse, command, render."""
