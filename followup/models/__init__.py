"""Call queues, what customers answered, and complaints."""

from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint

__all__ = ["CallResult", "CallTask", "Complaint"]
