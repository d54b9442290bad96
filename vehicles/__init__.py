"""Models and engines, cars, their mileage and repairs."""
