"""The department in the API."""
