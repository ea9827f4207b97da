"""Standardise values and find who is who."""
