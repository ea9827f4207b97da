"""Addresses of every country: labelled, normalised, formatted and keyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onefold_dedupe.standardise.address.parse import standardise_address
    from onefold_dedupe.standardise.address.result import AddressResult

__all__ = ["AddressResult", "standardise_address"]


def __getattr__(name: str) -> object:
    """Import on first use: the grammars and their tables are not needed by `onefold --help`."""
    if name == "standardise_address":
        from onefold_dedupe.standardise.address import parse

        return parse.standardise_address
    if name == "AddressResult":
        from onefold_dedupe.standardise.address import result

        return result.AddressResult
    raise AttributeError(name)
