"""Free times, appointments, the hotline and the workshop's resources in the API (API.md "HTTP")."""
