"""Pages of accounts: signing in, notices, and the pages of the administrator."""
