"""Why records are, or are not, one customer; read from the tables of the last run and weighed by its model."""

from onefold_dedupe.explain.customer import CustomerExplanation, explain_customer
from onefold_dedupe.explain.pair import PairExplanation, closest_records, explain_pair

__all__ = ["CustomerExplanation", "PairExplanation", "closest_records", "explain_customer", "explain_pair"]
