"""The deterministic generator of the harbour example: one invented world, observed by four sources, with the truth beside it."""
