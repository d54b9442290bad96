"""The viewsets of follow-up."""
