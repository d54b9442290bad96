"""Rules of which parts fit a car, and of the stock."""
