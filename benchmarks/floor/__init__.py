"""The floor under the due list: Django with nothing of the house around it."""
