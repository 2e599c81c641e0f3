"""Commands that look after the photographs."""
