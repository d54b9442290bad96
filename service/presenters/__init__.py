"""How orders read, and what can be chosen on their pages."""
