"""Mappings: what a sender's sheets, columns and words are in ours."""

from __future__ import annotations

from auditor.importing.mapping.file import read_mapping
from auditor.importing.mapping.shape import SenderMapping, SheetMapping

__all__ = ["SenderMapping", "SheetMapping", "read_mapping"]
