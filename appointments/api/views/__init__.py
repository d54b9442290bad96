"""The viewsets of appointments."""
