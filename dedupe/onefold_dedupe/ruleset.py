"""The rules of one kind of record, read from `rules/<kind>.yml`: comparisons, blocking keys, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from onefold_core.errors import InvariantError
from onefold_core.yamlio import parse_yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

Kind = Literal["person", "organization"]
KINDS: tuple[Kind, ...] = ("person", "organization")


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Comparison(_Rule):
    """One kind of evidence; `m` names the comparator's levels, strongest first, with their prior."""

    name: str
    features: tuple[str, ...]
    comparator: str
    m: dict[str, float]
    u: dict[str, float]
    term_frequency: dict[str, float] = {}
    own_records: int = 2
    household: float
    implied: tuple[str, ...] = ()
    implied_by: dict[str, tuple[str, ...]] = {}
    reason: str

    @property
    def levels(self) -> tuple[str, ...]:
        """Level names; level number i+1 in a pattern is `levels[i]`, 0 is `missing`."""
        return tuple(self.m)

    @model_validator(mode="after")
    def _consistent(self) -> Comparison:
        if abs(sum(self.m.values()) - 1) > 1e-6:
            raise ValueError(f"{self.name}: the priors must add up to 1")
        if tuple(self.u) != self.levels[:-1] or sum(self.u.values()) >= 1:
            raise ValueError(f"{self.name}: u must name every level but the last, in order, and leave something for it")
        if not set(self.term_frequency) <= set(self.m):
            raise ValueError(f"{self.name}: term_frequency names an unknown level")
        if not set(self.implied) <= set(self.m) or bool(self.implied) != bool(self.implied_by):
            raise ValueError(f"{self.name}: implied names an unknown level, or nothing that implies it")
        return self


class TextComparison(_Rule):
    """What every role without rules of its own is compared by."""

    comparator: str
    m: dict[str, float]
    u: dict[str, float]
    household: float
    reason: str


class BlockingKey(_Rule):
    """A conjunction of feature parts; a strong key makes a candidate alone, a weak one needs a second.

    A rare key is strong where only a handful of records share its value, weak elsewhere.
    """

    name: str
    parts: tuple[str, ...]
    strength: Literal["strong", "rare", "weak"]
    reason: str = ""


class Conflict(_Rule):
    """A pair at all of these levels is never joined, unless one of `unless` is equal but for a slip.

    `is_absolute`: not by way of other records either. `if_branches`: only where the data show that organisations share
    lines with their branches (`Model.branches`).
    """

    when: dict[str, tuple[str, ...]]
    unless: tuple[str, ...] = ()
    is_absolute: bool = False
    if_branches: bool = False
    reason: str


class Household(_Rule):
    """Which comparisons show two different entities that belong together."""

    same: tuple[str, ...]
    any_of: tuple[str, ...]
    differs: tuple[str, ...]


class Branches(_Rule):
    """What shows that a line is several entities': it agrees, `alike` is only alike, and `apart` is not the same."""

    line: dict[str, tuple[str, ...]]
    alike: dict[str, tuple[str, ...]]
    apart: dict[str, tuple[str, ...]]


class Training(_Rule):
    """How the model is estimated. Strengths are in pairs that the rules' own figures are worth beside the data's.

    `frees_u`: take the true matches out of what random pairs show. `correlated`: comparisons that agree together by
    chance more often than their chances multiplied say, which the data are asked.
    """

    m_strength: float
    u_strength: float
    household_strength: float
    correlation_strength: float
    frees_u: bool
    correlated: tuple[tuple[str, str], ...]


class Parts(_Rule):
    """Parts of the engine that are no figure above; all are at work, but where benchmarks/ablation.py takes one out.

    `households`: the class of two entities of one household. `thin`: one weak piece of evidence waits for a person.
    `complete`: pairs of a cluster that no key found are compared. `linkage`: what speaks against a cluster cuts it.
    """

    households: bool = True
    thin: bool = True
    complete: bool = True
    linkage: bool = True


class Ruleset(_Rule):
    """Everything the engine knows about one kind of record. `splits` divide the buckets over a key's cap, each way by
    itself.
    """

    kind: Kind
    training: Training
    comparisons: tuple[Comparison, ...]
    text: TextComparison
    blocking: tuple[BlockingKey, ...]
    splits: tuple[BlockingKey, ...]
    conflicts: tuple[Conflict, ...]
    doubts: tuple[Conflict, ...] = ()
    one_piece: tuple[str, ...]
    sufficient_alone: tuple[str, ...]
    requires_one_of: tuple[str, ...]
    household: Household
    branches: Branches | None = None
    parts: Parts = Parts()

    def with_texts(self, text_features: Sequence[str]) -> Ruleset:
        """The same rules and one comparison for each text feature."""
        extra = tuple(
            Comparison(
                name=feature.removeprefix("text_"),
                features=(feature,),
                comparator=self.text.comparator,
                m=self.text.m,
                u=self.text.u,
                term_frequency={"exact": 1.0},
                household=self.text.household,
                reason=self.text.reason,
            )
            for feature in text_features
        )
        return self.model_copy(update={"comparisons": (*self.comparisons, *extra)})

    def for_features(self, populated: frozenset[str]) -> Ruleset:
        """The same rules without comparisons whose features have no value."""
        kept = tuple(c for c in self.comparisons if c.features[0] in populated)
        return self.model_copy(update={"comparisons": kept})


@cache
def load_rules(kind: Kind) -> Ruleset:
    """The rules shipped for one kind; InvariantError when the file is not what the grammar above says."""
    source = files("onefold_dedupe").joinpath("rules", f"{kind}.yml")
    document = parse_yaml(source.read_text(encoding="utf-8"), f"rules/{kind}.yml")
    try:
        return Ruleset.model_validate(document)
    except ValidationError as error:
        raise InvariantError("bad-rules", str(error), where=f"rules/{kind}.yml") from None
