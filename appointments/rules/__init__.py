"""What may be done with appointments, when things are due, what fits a car."""
