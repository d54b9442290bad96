"""The demo group (API.md): stores and people, twelve months of history, and the cases of today."""
