"""Inputs and outputs of the API of appointments, by noun."""
