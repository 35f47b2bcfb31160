"""Hosts, merchants, agencies and broadcasts: their lists, and one page for each."""
