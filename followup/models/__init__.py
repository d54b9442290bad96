"""Call queues, what customers answered, and complaints."""

from followup.models import calls, complaints

__all__ = ["calls", "complaints"]
