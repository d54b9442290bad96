"""The viewsets of sales."""
