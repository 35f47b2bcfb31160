"""Scans on a profile: attached by dropping, listed, shown page by page when asked for, taken off."""
