"""The 23 rules, named by their codes: each takes facts and a moment, and returns a state with its evidence."""
