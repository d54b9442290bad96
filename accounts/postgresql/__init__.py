"""Django's PostgreSQL, with tables that know their store (docs/decisions/0006)."""
