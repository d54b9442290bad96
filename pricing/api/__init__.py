"""The catalogue of work in the API."""
