"""Free times, appointments and the hotline in the API."""
