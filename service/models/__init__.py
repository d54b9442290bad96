"""The repair order with its reception, work, findings, extra work and inspection."""

from service.models.checklists import ChecklistItem
from service.models.orders import OrderPart, Photo, RepairOrder, WalkAroundMark
from service.models.work import ExtraWork, Finding, Inspection, Job, WorkLog

__all__ = [
    "ChecklistItem",
    "ExtraWork",
    "Finding",
    "Inspection",
    "Job",
    "OrderPart",
    "Photo",
    "RepairOrder",
    "WalkAroundMark",
    "WorkLog",
]
