"""The patient's own page, and the public page on which a stranger books."""
