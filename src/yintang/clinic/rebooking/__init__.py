"""A day that the clinic cannot keep: another time for everybody whom it concerns, at once."""
