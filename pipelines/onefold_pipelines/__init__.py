"""Extraction: kinds of source on dlt, mappings to the common model, staging SQL written from them."""
