"""Acts on cars."""
