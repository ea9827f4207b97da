"""The run graph: what a run does, in which order, and what it remembers of it."""
