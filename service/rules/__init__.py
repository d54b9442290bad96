"""What may be done with a repair order and the work on it."""
