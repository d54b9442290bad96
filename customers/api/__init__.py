"""The department in the API: (address, viewset) pairs that dealership/api.py registers."""
