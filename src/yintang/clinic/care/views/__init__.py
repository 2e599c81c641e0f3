"""Pages of a visit, one module a document."""
