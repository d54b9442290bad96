"""What work costs, and what may happen to an estimate."""
