"""Typed tree to SQL with exact three-valued logic."""
