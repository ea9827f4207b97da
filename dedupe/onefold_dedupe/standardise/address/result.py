"""The labels of an address and the result that carries them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onefold_dedupe.standardise.result import Standardised

LABELS = (
    "house",
    "house_number",
    "road",
    "unit",
    "level",
    "staircase",
    "entrance",
    "po_box",
    "postcode",
    "suburb",
    "city_district",
    "city",
    "state_district",
    "state",
    "country",
)
"""libpostal's labels, in the order in which FORMATS names them."""


@dataclass(frozen=True, slots=True, init=False)
class AddressResult(Standardised):
    """One address understood: `value` holds the labels as spelled, `country_code`, `canonical`, `formatted` and
    `unparsed`.
    """

    @property
    def parts(self) -> dict[str, str]:
        """Label → text as spelled in the input."""
        return {label: self.value[label] for label in LABELS if label in self.value}

    @property
    def country_code(self) -> str | None:
        """ISO 3166-1 alpha-2 code of the country, when it is known."""
        return self._text("country_code") or None

    @property
    def canonical(self) -> dict[str, str]:
        """Label → normalised spelling, type words written out."""
        found: Any = self.value.get("canonical", {})
        return dict(found)

    @property
    def formatted(self) -> str:
        """The address in the country's own postal lines."""
        return self._text("formatted")

    @property
    def unparsed(self) -> str:
        """What of the input is in no label, in its order."""
        return self._text("unparsed")

    def _text(self, name: str) -> str:
        return str(self.value.get(name, ""))
