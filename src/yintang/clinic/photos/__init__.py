"""Photographs of patients: stored apart, rewritten, and shown only to those who may."""
