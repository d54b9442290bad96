"""Pages of bays, people and tools."""
