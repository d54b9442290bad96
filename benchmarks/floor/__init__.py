"""The floor under the due list: Django without middleware, permissions or pages."""
