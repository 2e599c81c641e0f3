"""Signing in: who people are, and how they prove it."""
