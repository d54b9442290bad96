"""Pages of the appointments department."""
