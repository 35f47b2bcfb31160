"""Frozen migration steps."""
