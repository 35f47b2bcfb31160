"""A made-up world of any size: hosts, merchants and all that belongs to them, for trying and for measuring."""

from auditor.services.demo.desks import desk_rows
from auditor.services.demo.world import demo_rows

__all__ = ["demo_rows", "desk_rows"]
