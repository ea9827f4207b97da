"""Business rules as data: read from this package's rules/*.yml and the project's own rules/*.yml."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Literal, Self

from onefold_core.errors import ConfigError
from onefold_core.yamlio import MEND, load_yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

_OURS = Path(__file__).parent / "rules"

Dimension = Literal[
    "accuracy",
    "completeness",
    "consistency",
    "credibility",
    "currentness",
    "accessibility",
    "compliance",
    "confidentiality",
    "efficiency",
    "precision",
    "traceability",
    "understandability",
    "availability",
    "portability",
    "recoverability",
]
"""The fifteen characteristics of ISO/IEC 25012."""


class Rule(BaseModel):
    """One rule; rules/core.yml says what each key means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    says: str
    dimension: Dimension
    severity: Literal["block", "warn"]
    on: str
    where: str | None = None
    ref: str
    failed: str | None = None
    expect: dict[str, Any] | None = None
    at_most: float = Field(default=0.0, ge=0, le=1)
    empty: Literal["not_evaluated", "not_applicable"] = "not_evaluated"
    why: str

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if (self.failed is None) == (self.expect is None):
            raise ValueError("a rule has either `failed` or `expect`")
        if self.expect is not None and not re.fullmatch(r"expect_[a-z_]+", str(self.expect.get("expectation"))):
            raise ValueError("`expect` names no expectation")
        return self

    @property
    def hash(self) -> str:
        """Fingerprint of the rule: a trend only compares runs under the same one."""
        return hashlib.sha256(json.dumps(self.model_dump(), sort_keys=True).encode()).hexdigest()[:12]


def load_rules(project_rules: Path | None = None) -> tuple[Rule, ...]:
    """Our rules and the project's, by name; a project's rule of the same name takes the place of ours."""
    found: dict[str, Rule] = {}
    places = [*sorted(_OURS.glob("*.yml"))]
    if project_rules is not None and project_rules.is_dir():
        places += sorted(project_rules.glob("*.yml"))
    for path in places:
        for name, stanza in (load_yaml(path) or {}).items():
            found[str(name)] = _rule(str(name), stanza, path)
    return tuple(found[name] for name in sorted(found))


def _rule(name: str, stanza: Any, path: Path) -> Rule:
    if not isinstance(stanza, dict):
        raise ConfigError("bad-rule", "a rule must be a mapping", where=f"{path}: {name}", mend=MEND)
    try:
        return Rule(name=name, **stanza)
    except (ValidationError, TypeError) as error:
        what = "a rule has a key that is not known"
        if isinstance(error, ValidationError):
            first = error.errors(include_url=False, include_input=False)[0]
            what = f"{'.'.join(str(p) for p in first['loc'])}: {first['msg'].removeprefix('Value error, ')}".lstrip(
                ": "
            )
        raise ConfigError("bad-rule", what, where=f"{path}: {name}", valid=Rule.model_fields, mend=MEND) from None
