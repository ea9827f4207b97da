"""A first mapping for an object nobody has mapped yet, from its columns' names and what their samples look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onefold_core.identifiers import column_name
from onefold_core.model import SIDE_ENTITIES, entities

from onefold_pipelines.mapping.header_match import Match, matches
from onefold_pipelines.mapping.proposal import ColumnProposal, Proposal
from onefold_pipelines.mapping.samples import Looks, date_format, decimal_mark, look_at
from onefold_pipelines.mapping.targets import NONE, REFERENCES, place_of, simple_target
from onefold_pipelines.mapping.wording import fold, object_synonyms, role_synonyms

DOUBTFUL = 0.5
"""Below this a column is not mapped but left for the user to place."""

_OBJECT_NAME_BONUS = 2.5
"""What an object's telling name is worth against matched columns, of which each counts at most 1."""

_LEAST_SCORE = 1.5
"""Matched columns that an object without a telling name needs to be anything but parties."""

_EXPECTED: dict[str, frozenset[str]] = {
    "email": frozenset({"email"}),
    "phone": frozenset({"phone", "international", "integer", "decimal"}),
    "fax": frozenset({"phone", "international", "integer", "decimal"}),
    "birth_date": frozenset({"date", "timestamp"}),
    "timestamp": frozenset({"timestamp", "date", "epoch"}),
    "date": frozenset({"timestamp", "date", "epoch"}),
    "decimal": frozenset({"decimal", "integer", "flag", "phone"}),
    "integer": frozenset({"integer", "flag"}),
    "boolean": frozenset({"boolean", "flag"}),
}
_NOT_TEXT = frozenset({"email", "url", "timestamp", "date", "epoch", "boolean", "flag"})
_WORDY = frozenset({"given_name", "family_name", "middle_name", "full_name", "organization_name", "name", "job_title"})

_TELLING = (("email", "email", 0.7), ("international", "phone", 0.6), ("url", "website", 0.5))
"""Kinds of samples that say what a column is whatever its header: kind, target, confidence."""

_TELLING_OF_A_PARTY = frozenset(
    {"given_name", "family_name", "full_name", "organization_name", "email", "phone", "tax_id", "address"}
)


def propose(
    headers: Sequence[str],
    samples: Mapping[str, Sequence[str]] | None = None,
    *,
    language: str | None = None,
    name: str | None = None,
    objects: Mapping[str, str] | None = None,
    key: Sequence[str] = (),
) -> Proposal:
    """A mapping for an object with these headers.

    `samples` are some values by header, `language` an ISO 639-1 code that wins ties, `name` the object's own name,
    `objects` the source's other objects and their entities, for references, `key` the key that the source declares.
    """
    values = {h: [v for v in (samples or {}).get(h, ()) if v is not None] for h in headers}
    looks = {h: look_at(values[h]) for h in headers}
    entity, confidence, reason = _entity(headers, looks, language, name)
    columns = {h: _column(h, entity, looks[h], language) for h in headers}
    found, key_reason = (tuple(key), "the source declares it") if key else _key(headers, columns, looks)
    columns = _settle(columns, entity, looks, found)
    columns = {h: _detailed(c, entity, values[h], objects or {}) for h, c in columns.items()}
    columns = _with_countries(columns)
    deleted = _deleted(columns, looks)
    if deleted is not None:
        columns.pop(deleted.split()[0])
    cursor = next((h for h, c in columns.items() if c.target == "updated_at" and c.is_sure), None)
    kind = _party_kind(entity, columns, name)
    columns = _with_organization_name(columns, kind)
    if kind == NONE:
        columns = {h: _kept(c) for h, c in columns.items()}
        reason = "nothing here names or reaches a person or a company"
    return Proposal(kind, confidence, reason, tuple(columns.values()), found, key_reason, cursor, deleted)


def _entity(
    headers: Sequence[str], looks: Mapping[str, Looks], language: str | None, name: str | None
) -> tuple[str, float, str]:
    """The entity most of whose targets the headers name; an object's telling name counts like several columns."""
    named = _named_entity(name)
    scores = {}
    for entity in ("party", "deal", "deal_stage_history", "activity", "order", "invoice", "payment", "owner"):
        found: dict[tuple[str, str | None], float] = {}
        for header in headers:
            best = _column(header, entity, looks[header], language)
            if best.target is not None and best.confidence >= DOUBTFUL:
                place = (best.target, best.label)
                found[place] = max(found.get(place, 0.0), best.confidence)
        own = sum(v for (target, _), v in found.items() if target not in ("created_at", "updated_at"))
        scores[entity] = own + (_OBJECT_NAME_BONUS if entity == named else 0.0)
    ranked = sorted(scores, key=lambda e: -scores[e])
    best_score, second = scores[ranked[0]], scores[ranked[1]]
    if ranked[0] not in ("party", named) and best_score < _LEAST_SCORE:
        return "party", 0.3, "nothing says what its rows are"
    confidence = 0.3 if best_score == 0 else min(0.95, 0.5 + (best_score - second) / (2 * best_score))
    reason = "its columns" if named != ranked[0] else "its name and columns"
    return ranked[0], round(confidence, 2), reason


def _named_entity(name: str | None) -> str | None:
    found = _object_entity(name)
    return "party" if found in ("person", "organization") else found


def _object_entity(name: str | None) -> str | None:
    words = fold(name or "")
    known = object_synonyms()
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size, -1, -1):
            found = known.get(words[start : start + size])
            if found is not None:
                return found
    return None


def _column(header: str, entity: str, looks: Looks, language: str | None) -> ColumnProposal:
    """The best target for one column by itself; `keep` when nothing fits."""
    if fold(header) in role_synonyms("secret"):
        return ColumnProposal(header, "ignore", 0.95, "a secret has no place here")
    if _names_a_place(header, entity):
        return ColumnProposal(header, "map", 0.9, "the header is a target's own name", header)
    judged = [_judged(match, entity, looks) for match in matches(header, entity, language)]
    judged.sort(key=lambda pair: -pair[0].confidence)
    if judged and judged[0][0].confidence >= DOUBTFUL:
        match, reason = judged[0]
        return ColumnProposal(header, "map", round(match.confidence, 2), reason, match.target, match.label)
    if entity == "party":
        for kind, target, confidence in _TELLING:
            if kind in looks.kinds:
                return ColumnProposal(header, "map", confidence, f"its samples look like {target}", target)
    if looks.is_empty:
        return ColumnProposal(header, "ignore", 0.5, "empty in every sample")
    return ColumnProposal(header, "keep", 0.0, "no target found: map, keep or ignore it")


def _names_a_place(header: str, entity: str) -> bool:
    """Whether a header such as `consent.state` is a target as the mapping language writes it."""
    side, _, name = header.partition(".")
    known = entities().get(side)
    return entity == "party" and side in SIDE_ENTITIES and known is not None and known.field(name) is not None


def _judged(match: Match, entity: str, looks: Looks) -> tuple[Match, str]:
    """The match with its confidence after a look at the samples, and the sentence that says why."""
    reason = f"the header says {match.target} ({match.language})"
    if looks.filled == 0 or not looks.kinds:
        if looks.filled and _expected(match.target, entity):
            return replace(match, confidence=match.confidence - 0.35), f"{reason}, the samples do not look it"
        return match, reason
    expected = _expected(match.target, entity)
    if expected:
        if looks.kinds & expected:
            return replace(match, confidence=min(0.98, match.confidence + 0.02)), f"{reason}, the samples agree"
        return replace(match, confidence=match.confidence - 0.45), f"{reason}, the samples do not look it"
    if match.target in _WORDY and looks.kinds & _NOT_TEXT:
        return replace(match, confidence=match.confidence - 0.5), f"{reason}, the samples do not look it"
    return match, reason


def _expected(target: str, entity: str) -> frozenset[str]:
    if target in _EXPECTED:
        return _EXPECTED[target]
    place = place_of(simple_target(target), entity=entity, header="x", where="")
    return _EXPECTED.get(place.field.type, frozenset())


def _key(
    headers: Sequence[str], columns: Mapping[str, ColumnProposal], looks: Mapping[str, Looks]
) -> tuple[tuple[str, ...], str]:
    known = role_synonyms("key")
    named = [h for h in headers if fold(h) in known and columns[h].target not in REFERENCES]
    named += [h for h in headers if h not in named and fold(h) in known]
    unique = [h for h in named if looks[h].is_unique or looks[h].total < 2]
    if unique:
        best = min(unique, key=lambda h: (fold(h) not in {("id",), ("uuid",), ("guid",), ("ид",)}, headers.index(h)))
        return (best,), "its name says so" + (" and its samples are unique" if looks[best].is_unique else "")
    numbers = [h for h in headers if columns[h].target in ("number", "email") and looks[h].is_unique]
    if numbers:
        return (numbers[0],), "no column is called a key; this one is unique in the samples"
    return (), "no column is called a key: name those that identify a row"


def _settle(
    columns: Mapping[str, ColumnProposal], entity: str, looks: Mapping[str, Looks], key: Sequence[str]
) -> dict[str, ColumnProposal]:
    """Names sorted out between columns, and one column a target: the surest wins, the others are left to the user."""
    settled = dict(columns)
    for header in key:
        if settled[header].decision in ("keep", "ignore") or settled[header].target in REFERENCES:
            settled[header] = ColumnProposal(header, "key", 0.9, "the key")
    if entity == "party":
        _sort_out_names(settled, looks)
    taken: dict[str, str] = {}
    for header in sorted(settled, key=lambda h: -settled[h].confidence):
        column = settled[header]
        if column.decision != "map" or column.target is None:
            continue
        place = place_of(simple_target(column.target, column.label), entity=entity, header=header, where="")
        if place.column in taken and column.target == "consent.state":
            # A second consent is another consent, not the same one again.
            settled[header] = replace(column, label=column_name(header)[:20].strip("_"))
        elif place.column in taken:
            reason = f"{column.target} is filled by {taken[place.column]!r} already: map, keep or ignore it"
            settled[header] = ColumnProposal(header, "keep", 0.0, reason)
        else:
            taken[place.column] = header
    return settled


def _sort_out_names(columns: dict[str, ColumnProposal], looks: Mapping[str, Looks]) -> None:
    """`Name` beside `Vorname` is a family name; `Имя` alone that holds several words is a whole name."""
    by_target = {c.target: h for h, c in columns.items() if c.decision == "map"}
    several = "its samples hold several words"
    given, family, full = (by_target.get(t) for t in ("given_name", "family_name", "full_name"))
    if given and full and not family and not looks[full].has_words:
        columns[full] = replace(columns[full], target="family_name", reason="a name beside a given name")
    elif given and not family and not full and looks[given].has_words:
        columns[given] = replace(columns[given], target="full_name", confidence=0.7, reason=several)
    elif family and not given and not full and looks[family].has_words:
        columns[family] = replace(
            columns[family], target="full_name", confidence=0.7, reason="several words in one name"
        )


def _detailed(column: ColumnProposal, entity: str, values: Sequence[str], objects: Mapping[str, str]) -> ColumnProposal:
    """Formats of dates and numbers, and the object that a reference leads to."""
    if column.decision != "map" or column.target is None:
        return column
    place = place_of(simple_target(column.target), entity=entity, header=column.header, where="")
    if place.is_reference:
        return _referring(column, objects)
    if place.field.type in ("date", "timestamp"):
        pattern, is_open = date_format(values)
        if is_open:
            reason = "day and month could be the other way round"
            return replace(column, format=pattern, confidence=min(column.confidence, 0.6), reason=reason)
        return replace(column, format=pattern)
    if place.field.type == "decimal":
        mark = decimal_mark(values)
        if mark is not None:
            reason = f"{column.reason}; the samples say that {mark!r} is the decimal mark"
            return replace(column, format=mark, confidence=min(column.confidence, 0.7), reason=reason)
    if place.choices or place.field.type == "boolean":
        hint = f"write values: {{code: {' | '.join(place.choices)}}}" if place.choices else None
        if hint:
            return replace(column, confidence=min(column.confidence, 0.6), reason=f"{column.reason}; {hint}")
    return column


def _referring(column: ColumnProposal, objects: Mapping[str, str]) -> ColumnProposal:
    parties = ("person", "organization", "party")
    wanted = {
        "organization": ("organization",),
        "owner": ("owner",),
        "party": parties,
        "converted_to": parties,
        "deal": ("deal",),
        "order": ("order",),
    }
    words = set(fold(column.header))
    fitting = [o for o, entity in objects.items() if entity in wanted.get(column.target or "", ())]
    named = [o for o in fitting if words & set(fold(o))]
    if named or len(fitting) == 1:
        return replace(column, ref=(named or fitting)[0])
    reason = f"a reference ({column.target}): map it with ref once the object it leads to is in this file"
    return ColumnProposal(column.header, "keep", 0.0, reason)


def _with_countries(columns: Mapping[str, ColumnProposal]) -> dict[str, ColumnProposal]:
    """Phones are read with the country of their row, where a column holds it."""
    country = next(
        (h for t in ("country", "address.country") for h, c in columns.items() if c.target == t and c.is_sure), None
    )
    phones = ("phone", "fax")
    return {h: replace(c, country=country) if country and c.target in phones else c for h, c in columns.items()}


def _deleted(columns: Mapping[str, ColumnProposal], looks: Mapping[str, Looks]) -> str | None:
    for header, column in columns.items():
        if column.decision == "map" or fold(header) not in role_synonyms("deleted") or len(header.split()) > 1:
            continue
        kinds = looks[header].kinds
        if kinds & {"timestamp", "date"} or fold(header)[-1:] == ("at",):
            return f"{header} is not null"
        if not looks[header].filled or kinds & {"flag", "boolean"}:
            return f"{header} = {'1' if 'boolean' not in kinds else 'true'}"
    return None


def _kept(column: ColumnProposal) -> ColumnProposal:
    """The column as text, where the object has no entity to map it to."""
    if column.decision != "map":
        return column
    return ColumnProposal(column.header, "keep", 0.0, "staged as text for a model of your own")


def _party_kind(entity: str, columns: Mapping[str, ColumnProposal], name: str | None) -> str:
    """person, organization or party for rows of parties; other entities as they are."""
    if entity != "party":
        return entity
    targets = {c.target for c in columns.values() if c.decision == "map"}
    named = _object_entity(name)
    if not targets & _TELLING_OF_A_PARTY:
        return NONE
    if "kind" in targets:
        return "party"
    if targets & {"given_name", "family_name", "middle_name", "birth_date", "gender"}:
        return "person"
    if named in ("person", "organization"):
        return named
    if "organization_name" in targets and "full_name" not in targets:
        return "organization"
    return "party"


def _with_organization_name(columns: dict[str, ColumnProposal], kind: str) -> dict[str, ColumnProposal]:
    """On an organisation's row `name` is the organisation's."""
    if kind != "organization" or any(c.target == "organization_name" for c in columns.values()):
        return columns
    reason = "the name on an organisation's row"
    return {
        h: replace(c, target="organization_name", reason=reason) if c.target == "full_name" else c
        for h, c in columns.items()
    }
