"""Addresses of every country: labelled, normalised, formatted and keyed. Import `standardise_address` from `.parse`."""
