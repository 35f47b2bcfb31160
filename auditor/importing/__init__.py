"""Workbooks in: files to rows to located problems."""
