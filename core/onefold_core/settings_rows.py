"""What is made of the rows that a request gives: lists to rows, lists to fields, columns chosen and picked.

docs/sources/adding.md explains every key with an example.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Strict(BaseModel):
    """Settings that know all their keys and do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def as_list(value: object) -> object:
    """One value or none as a list."""
    return [] if value is None else value if isinstance(value, (list, tuple)) else [value]


Texts = Annotated[tuple[str, ...], BeforeValidator(as_list)]
"""One text or a list of them."""


class Choice(Strict):
    """A column filled from the first place that holds something; `<column>_of` says which place that was."""

    of: dict[str, str]


class Pick(Strict):
    """A column of those members of the list at `list` that fit `only` (place to values), or of each one's `value`."""

    list_: str = Field(alias="list")
    only: dict[str, Texts]
    value: str = ""


class Spread(Strict):
    """A list of named values (`[{code: PHONE, values: …}]`) as fields of the row: each member's `value` under the first
    of `name` that it has. An object's members are fields under their own names.

    `of` names another place of the value for kinds of members; a member's kind is what stands at the first place of
    `by` that `of` knows. `called`: the first member of a kind is a field under this name too, however it is named.
    """

    name: Texts = ()
    value: str = ""
    prefix: str = ""
    by: Texts = ()
    of: dict[str, str] = Field(default_factory=dict)
    called: dict[str, str] = Field(default_factory=dict)


class Explode(Strict):
    """A row for each member of the list at `list`, with fields of the record around it (`with`: name to place).

    `always`: whether every record has the list, be it without members; one that has none is refused. Where it is not
    said, that is so where the answer itself is the record.
    """

    list_: str = Field(alias="list")
    with_: dict[str, str] = Field(default_factory=dict, alias="with")
    always: bool | None = None


class Merged(Strict):
    """Losers of merges that the winner names in `field`: each lands as a row of its own that says where it went."""

    field: str
    into: str = "merged_into"
    split: str = ";"
    set: dict[str, str] = Field(default_factory=dict)
