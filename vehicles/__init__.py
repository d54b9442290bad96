"""Models and engines, the car itself, its mileage and its repairs."""
