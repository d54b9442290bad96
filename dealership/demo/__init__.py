"""The demo group: stores and people, twelve months of history, and the cases of today."""
