"""Folding of headers, and the synonyms of headers.yml looked up by folded words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from onefold_core.model import entities
from onefold_core.yamlio import load_yaml

from onefold_pipelines.mapping.targets import TAG, UNTAGGED

_ENDINGS = re.compile(r"(?<=[а-яґєії]{4})[аеиоуыэюяйьіїє]{1,3}$")
DOCUMENT_ENTITIES = ("deal", "activity", "order", "invoice", "payment")

Words = tuple[str, ...]


def fold(header: str) -> Words:
    """The header's words without case, accents, punctuation and inflection: 'Kunden-E-Mail' gives kunden, e, mail."""
    text = re.sub(r"(?<=[a-zа-яёґєії0-9])(?=[A-ZА-ЯЁҐЄІЇ])", " ", header)
    text = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"['’ʼ]", "", text)
    text = re.sub(r"(?<=[^\W\d])(?=\d)", " ", text)
    return tuple(_stem(word) for word in re.findall(r"[^\W_]+", text))


def _stem(word: str) -> str:
    """A word without the ending that number and case give it."""
    if word.isascii() and len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.isascii():
        return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word
    return _ENDINGS.sub("", word)


@dataclass(frozen=True)
class Synonym:
    """One way to call a target: its folded words, and the language they are of."""

    target: str
    words: Words
    language: str


@cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = load_yaml(Path(__file__).with_name("headers.yml"))
    return document


def _synonyms(name: str, spellings: Mapping[str, Iterable[str]]) -> Iterator[Synonym]:
    for language, texts in spellings.items():
        for text in texts:
            yield Synonym(name, fold(text), language)


@cache
def target_synonyms(entity: str) -> tuple[Synonym, ...]:
    """Synonyms of every target of an entity (`party` for persons and organizations)."""
    groups = ["shared", entity, *(["documents"] if entity in DOCUMENT_ENTITIES else [])]
    known = {f.name for f in entities()[entity].fields} | {"created_at", "updated_at"}
    known |= set() if entity in UNTAGGED else {TAG}
    found = []
    for group in groups:
        for target, spellings in _document()["targets"].get(group, {}).items():
            if entity == "party" or target in known:
                found += list(_synonyms(target, spellings))
    return tuple(found)


@cache
def role_synonyms(role: str) -> frozenset[Words]:
    """Folded names of a role's columns: key, deleted, secret."""
    return frozenset(s.words for s in _synonyms(role, _document()["roles"][role]))


@cache
def object_synonyms() -> Mapping[Words, str]:
    """Folded name of an object to the entity it usually holds; the first one listed wins."""
    found: dict[Words, str] = {}
    for entity, spellings in _document()["objects"].items():
        for synonym in _synonyms(entity, spellings):
            found.setdefault(synonym.words, entity)
    return found


@cache
def label_words() -> Mapping[str, str]:
    """Folded word to the label it stands for."""
    return {
        word: label
        for label, spellings in _document()["labels"].items()
        for synonym in _synonyms(label, spellings)
        for word in synonym.words[:1]
    }


@cache
def filler_words() -> frozenset[str]:
    """Folded words that tell nothing about a column."""
    fillers: Mapping[str, list[str]] = _document()["fillers"]
    return frozenset(word for texts in fillers.values() for text in texts for word in fold(text))
