"""Workbooks out: template, export."""
