"""Rules, balance, audit and the report that decide whether a build may be published."""
