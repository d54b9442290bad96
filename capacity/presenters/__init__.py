"""What a reader sees of bays, people and tools."""
