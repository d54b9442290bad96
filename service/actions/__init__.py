"""Acts on a repair order, from the car's arrival to its delivery."""
