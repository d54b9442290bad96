"""Free times: bay, technician, advisor, car and parts together, inside opening hours."""
