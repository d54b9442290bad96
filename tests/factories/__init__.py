"""Ready-made things for tests; a status is reached by performing the acts that lead to it."""
