"""REST sources: the HTTP machinery that every shipped system shares; docs/sources/adding.md says how to use it."""
