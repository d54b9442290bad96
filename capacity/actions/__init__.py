"""What takes time and gives it back."""
