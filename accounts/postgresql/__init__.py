"""Django's PostgreSQL backend, with keys that contain the store (docs/decisions/0006)."""
