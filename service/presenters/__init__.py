"""Orders laid out for a reader, and the choices on their pages."""
