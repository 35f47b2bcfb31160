"""Pieces that every screen uses."""
