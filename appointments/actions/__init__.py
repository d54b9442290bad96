"""Acts on appointments and phone calls."""
