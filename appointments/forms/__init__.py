"""Forms of the appointments' pages."""
