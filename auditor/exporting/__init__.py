"""Writing what others read: the empty workbook and the filled one."""

from __future__ import annotations

from auditor.exporting.files import MOST_ROWS, write_export, write_template
from auditor.exporting.rejects import Rejected, write_rejects
from auditor.exporting.rows import export_rows, rows_of

__all__ = ["MOST_ROWS", "Rejected", "export_rows", "rows_of", "write_export", "write_rejects", "write_template"]
