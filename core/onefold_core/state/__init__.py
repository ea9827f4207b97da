"""The state database: runs and their steps, the hash-chained ledger, decisions, corrections and suppression.

SQLite in WAL mode by default, PostgreSQL for a team; it lives apart from the warehouse and survives its loss.
"""
