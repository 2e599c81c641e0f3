"""Commands that look after the directory."""
