"""Pages on the published model, for the machine they run on: read only, no JavaScript, nothing from the network."""
