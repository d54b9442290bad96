"""What is done with appointments and phone calls."""
