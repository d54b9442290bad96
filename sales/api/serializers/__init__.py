"""Inputs and outputs of the API of sales, by noun."""
