"""Days and visits: who comes when, how far she is, what comes next."""
