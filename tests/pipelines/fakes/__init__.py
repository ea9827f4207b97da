"""Stateful fakes of the systems that connectors read: real HTTP servers on the loopback address."""
