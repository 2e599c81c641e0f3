"""Letters: what is written, to whom it goes and when, and what the desk hands over itself."""
