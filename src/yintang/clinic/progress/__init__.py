"""Photographs as a series, what is measured on them, and what a course is judged by."""
