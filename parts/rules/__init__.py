"""What fits a car, and what may be done with goods."""
