"""Inputs and outputs of the API of follow-up, by noun."""
