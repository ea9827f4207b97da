"""Explanations as pictures: one HTML file each, without scripts and without anything loaded from a network."""
