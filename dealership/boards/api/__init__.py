"""The numbers of a store in the API."""
