"""How appointments read: the booking desk, the texts customers get, the board of the workshop."""
