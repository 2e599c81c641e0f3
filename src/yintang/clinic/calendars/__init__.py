"""Calendar feeds by secret address, and the files that go with letters."""
