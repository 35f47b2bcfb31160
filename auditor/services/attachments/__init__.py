"""Scans on a subject's file: attached, listed, detached, handed out and shown."""

from __future__ import annotations

from auditor.services.attachments.attaching import AttachFiles, Attaching, Detach
from auditor.services.attachments.contents import SaveAttachment, Saved
from auditor.services.attachments.erasing import EraseAttachment
from auditor.services.attachments.listing import Attached, AttachmentsOf
from auditor.services.attachments.owners import RecordRef
from auditor.services.attachments.showing import ShowAttachment, Shown

__all__ = [
    "AttachFiles",
    "Attached",
    "Attaching",
    "AttachmentsOf",
    "Detach",
    "EraseAttachment",
    "RecordRef",
    "SaveAttachment",
    "Saved",
    "ShowAttachment",
    "Shown",
]
