"""The viewsets of customers."""
