"""Bills in the API."""
