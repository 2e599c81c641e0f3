"""The directory's tables."""
