"""The deterministic generator of the harbour example: one invented world, four sources that saw it, and the truth."""
