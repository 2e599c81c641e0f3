"""The session: its ledger over HTTP, how it begins, what its page shows."""
