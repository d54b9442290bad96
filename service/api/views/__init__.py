"""Views of the API of the workshop."""
