"""What the dealership charges, and what may happen to an estimate and a bill."""
