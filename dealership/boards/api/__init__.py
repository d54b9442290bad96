"""The metrics of a store in the API."""
