"""Who read or changed what: an append-only chain of rows."""
