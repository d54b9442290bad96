"""What the pages of the workshop take in."""
