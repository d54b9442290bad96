"""The appointment shelf: its places, and goods that are put there, taken from it and brought back."""
