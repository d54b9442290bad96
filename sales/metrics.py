"""The department's numbers: one definition each, with the rows behind it."""

METRICS = []
