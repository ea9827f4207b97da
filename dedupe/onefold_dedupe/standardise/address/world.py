"""The world's countries as data: order of an address's parts, regions, towns, words; see tools/world_facts.py."""

from __future__ import annotations

import importlib.resources
from functools import lru_cache

from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.country import fold_name, word_set
from onefold_dedupe.standardise.memo import memo

STATE_WORDS = word_set(
    """
    province provincia provincie provinz state estado estat etat region région región regione regiao governorate
    gouvernorat muhafazat mohafazat محافظة ولاية oblast oblasti oblys viloyati viloyat wilayah wilaya vilayet welayaty
    département departamento department departement prefecture préfecture emirate إمارة إقليم emirat canton kanton
    division territory territoire territorio autonomous republic republika district distrikt distrito county contea co
    county judet județul judetul jud megye vármegye maakond novads zupanija županija kraj okrug lan län fylke judeţ
    daerah istimewa khusus special capital federal national municipality parish fu ken do to dō administrative sheng
    استان ostan استان province'
    """
)
"""Words of an administrative division; a name with one is a region whatever else it names."""

TIES = word_set("of de del de la du da do the d di ved")


UNKNOWN = ("", "HRC", "")


@lru_cache(maxsize=1)
def _orders() -> dict[str, tuple[str, str, str]]:
    rows = (line.split("\t") for line in _read("orders.tsv"))
    return {code: (languages, order, envelope) for code, languages, order, envelope in rows}


def _read(name: str) -> list[str]:
    file = importlib.resources.files("onefold_dedupe.standardise.address") / "data" / name
    return file.read_text(encoding="utf-8").splitlines()


def languages(code: str) -> tuple[str, ...]:
    """Official languages of a country; none when the country is not known."""
    return tuple(_orders().get(code, UNKNOWN)[0].split())


def order(code: str) -> str:
    """The order of an address's parts by its country's template, places that the template leaves out put in.

    H house, R road, S suburb, C city, D district, T state.
    """
    template = "".join(slot for slot in _orders().get(code, UNKNOWN)[1] if slot in "HRSCDT")
    if template == "HC":
        return "HSCDT"
    template = template if "R" in template and "C" in template else "HRC"
    template = template if "H" in template else template + "H"
    is_rising = template.index("R") < template.index("C")
    for slot, neighbour in (("S", "C"), ("D", "C"), ("T", "D")):
        if slot not in template:
            at = template.index(neighbour)
            template = (
                template[: at + (is_rising ^ (slot == "S"))] + slot + template[at + (is_rising ^ (slot == "S")) :]
            )
    return template


def expects_state(code: str) -> bool:
    """Whether the template, or the envelope of the post, has a state after the city and no suburb before it."""
    _, template, envelope = _orders().get(code, UNKNOWN)
    return envelope == "S" or ("T" in template and "S" not in template)


def writes_state(code: str) -> bool:
    """Whether the country's template or the envelope of its post has a state."""
    _, template, envelope = _orders().get(code, UNKNOWN)
    return "T" in template or envelope != ""


def has_districts_only(code: str) -> bool:
    """Whether the country's template has a district (county, island) and no state, nor does its post require one."""
    _, template, envelope = _orders().get(code, UNKNOWN)
    return "D" in template and "T" not in template and envelope != "S"


def number_leads(code: str) -> bool:
    """Whether the country's template has the house number right before the road."""
    return "NR" in _orders().get(code, UNKNOWN)[1]


def postcode_leads(code: str) -> bool:
    """Whether the country's template has the postcode right before the city."""
    return "PC" in _orders().get(code, UNKNOWN)[1]


@lru_cache(maxsize=256)
def division_names(code: str) -> frozenset[str]:
    """Folded names of first-level regions, without the words that say so (Berat for Berat County)."""
    names = set(regions(code))
    for line in _subdivisions().get(code, ()):
        names.update(fold_name(name) for name in line.split("|"))
    return frozenset(filter(None, names | {bare_division(name) for name in names if len(name) > 3}))


@lru_cache(maxsize=256)
def outlying_divisions(code: str) -> frozenset[str] | dict[str, str]:
    """Names that are a region's at the end of a line whatever stands before: the post's, and those that no town has."""
    own = regions(code)
    if code == "KR":  # its metropolitan cities (시) are regions and stand where a city stands
        return frozenset(name for name, korean in own.items() if not korean.endswith("시"))
    return own or frozenset(name for name in division_names(code) - towns(code) if " " in name)


@lru_cache(maxsize=1)
def _subdivisions() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in _read("subdivisions.tsv"):
        code, _, names = line.split("\t")
        found.setdefault(code, []).append(names)
    return found


@memo(8192)
def bare_division(phrase: str) -> str:
    """A folded phrase without the words of an administrative division at its ends."""
    words = phrase.split()
    while words and (words[0] in STATE_WORDS or words[0] in TIES):
        words = words[1:]
    while words and (words[-1] in STATE_WORDS or words[-1] in TIES):
        words = words[:-1]
    return " ".join(words)


def is_division_phrase(phrase: str) -> bool:
    """Whether a folded phrase opens or ends with a word of an administrative division: Osaka-fu, County Kerry."""
    words = phrase.split()
    return len(words) > 1 and (words[0] in STATE_WORDS or words[-1] in STATE_WORDS)


STATES_ALONE = frozenset(
    {
        *("baja california", "baja california sur", "chiapas", "coahuila", "estado de mexico", "jalisco", "michoacan"),
        *("nayarit", "nuevo leon", "quintana roo", "sinaloa", "sonora", "tabasco", "tamaulipas", "yucatan"),
    }
)
"""Mexican states that no town of weight is called like; lists of dialling areas name them among the towns."""
CAPITALS_BY_DISTRICT = {"CO": frozenset({"bogota dc", "bogota d c"}), "AR": frozenset({"capital federal"})}


@lru_cache(maxsize=256)
def towns(code: str) -> frozenset[str]:
    """Folded names of towns that we have, the capital in many languages among them."""
    divisions = {name for name in division_names(code) if bare_division(name) != name}
    if code == "MX":
        divisions |= STATES_ALONE
    own = CAPITALS_BY_DISTRICT.get(code, frozenset())
    return (places(code) - divisions) | own | frozenset(_cities().get(code, "").split("|")) - {""}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    return dict(line.split("\t") for line in _read("cities.tsv"))


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, str]]:
    rows = (line.split("\t") for line in _read("words/world.tsv"))
    return {language: (streets, venues) for language, streets, venues in rows}


def street_words(code: str) -> frozenset[str]:
    """Folded street words of a country's languages that have no file of their own."""
    found = [_words().get(language, ("", ""))[0] for language in languages(code)]
    return frozenset(word for words in found for word in words.split("|") if word)


VENUES = word_set(
    """
    hospital hotel museum embassy bank university library school college clinic theatre cinema restaurant cafe bar
    store supermarket market mall centre center institute ministry office authority church mosque temple palace
    court station airport tower building house centrum ministerio embajada ambassade hôtel hopital musée
    ltd inc llc gmbh limited company co bhd plc group bhavan hall club lodge resort inn pharmacy shop bakery stadium
    park residence residency apartments villa villas bldg complex مستشفى فندق متحف سفارة جامعة مكتبة مدرسة مسجد
    بنك مصرف مول برج عمارة مبنى gedung wisma menara kompleks bangunan
    """
)


@lru_cache(maxsize=256)
def venue_words(code: str) -> frozenset[str]:
    """Folded words of buildings and venues in a country's languages and in English."""
    found = [_words().get(language, ("", ""))[1] for language in ("en", *languages(code))]
    return VENUES | frozenset(word for words in found for word in words.split("|") if word)
