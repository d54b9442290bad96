"""Inputs and outputs of the API of service, by noun."""
