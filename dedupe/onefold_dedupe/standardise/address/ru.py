"""Russia."""

from onefold_dedupe.standardise.address.slavic_words import EXPANSIONS, WORDS
from onefold_dedupe.standardise.address.spec import Spec

SPEC = Spec(code="RU", words=WORDS, expansions=EXPANSIONS, slavic=True)
