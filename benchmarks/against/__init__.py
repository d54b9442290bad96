"""This checkout beside another commit: the same API calls, turn by turn, each with its own environment and database.

The file layouts of the two may differ: a side is driven by its own `run.py` and its HTTP API alone.
"""
