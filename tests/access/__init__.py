"""Who may open what: the written table, the two stores it is tried on, and the walk through all addresses."""
