"""Words and facts of the diary that templates use."""
