"""The 23 rules: facts and a moment in, a state with its evidence out. Named by their codes, twins side by side."""
