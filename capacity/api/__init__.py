"""The people and bays of the workshop in the API."""
