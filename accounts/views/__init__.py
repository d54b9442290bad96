"""Pages of the house itself: the doors, notices, and what the administrator keeps."""
