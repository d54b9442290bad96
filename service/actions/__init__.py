"""What is done with a repair order, from the car's arrival to its hand-over."""
