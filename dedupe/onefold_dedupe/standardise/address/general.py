"""Countries without a file of their own: the few facts that set each apart from the general grammar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from onefold_dedupe.standardise.address.facts import regions
from onefold_dedupe.standardise.address.habits import claim_hungarian
from onefold_dedupe.standardise.address.spec import ENTRANCE, LEVEL, NUMBER_MARK, PO_BOX, STREET, UNIT, Spec, names
from onefold_dedupe.standardise.address.vocabulary import vocabulary
from onefold_dedupe.standardise.address.world import (
    has_districts_only,
    languages,
    number_leads,
    postcode_leads,
    street_words,
)
from onefold_dedupe.standardise.country import code_set, fold_name, word_set
from onefold_dedupe.standardise.memo import memo

NUMBER_FIRST = code_set(
    """
    AE AG AI AM AS AU AZ BB BD BM BN BS BW BZ CA CI CK DM DZ EG FJ FK FM GB GD GF GG GH GI GM GP GU GY HK IE IN JE
    JM KE KN KR KY LC LK LS LU MA MC MG MM MO MP MQ MS MT MU MV MW MY NA NF NG NP NZ OM PG PH PK PR PW RE SB SC SG
    SL SN SZ TC TH TN TO TT TV TZ UG US VC VG VI VN VU WS ZA ZM ZW FR
    """
)
OWN_GRAMMAR = code_set("US GB DE FR BR ES IT PL NL RU UA KZ BY HU ZZ")
INTERNATIONAL = {"box": PO_BOX, **dict.fromkeys(("apt", "apartment", "flat", "suite"), UNIT)}
"""English words that stand in addresses of every country."""
NUMBER_LAST = OWN_GRAMMAR | code_set("JP TM XK")
"""Whose template has the number first although their streets are written with the number last."""
LANGUAGES = {
    "en": "AU NZ IE IM JE GG GB US ZA IN PK BD LK MY SG PH JM TT BB BS HK MT KE NG GH UG TZ ZM ZW BW MU CA GI FJ PG "
    "GY BZ BM KY",
    "es": "ES AR UY CL CO PE EC MX GT CR PA DO CU HN NI SV BO PY VE PR GQ",
    "fr": "FR RE NC GP MQ GF MC LU BE CI SN MA TN DZ PF",
    "de": "DE AT CH LI",
    "pt": "BR PT AO MZ CV GW ST TL",
    "it": "IT",
    "pl": "PL",
    "nl": "NL",
}
LANGUAGE_OF = {code: language for language, codes in LANGUAGES.items() for code in codes.split()}
# Their street words stand in `other`; a country outside has the words of all the languages that it may have learnt.
EUROPEAN = code_set(
    """
    CZ SK HU RO SI HR RS BA MK ME BG GR AL XK TR LT LV EE FI SE NO DK IS FO SM AM AZ GE IL SR
    """
)
WRITTEN = frozenset({"en", "es", "fr", "de", "pt", "it", "pl", "nl"})
"""Languages whose words stand in files of their own."""
SECOND_LANGUAGES = dict.fromkeys(code_set("DZ MA TN MR LB KH VN SY"), ("fr",)) | {"MO": ("pt",), "ER": ("it",)}
"""Written on street signs beside the official languages."""
# Several languages in one country: all their words, the first one's abbreviations.
MULTILINGUAL = {"BE": ("fr", "nl", "de"), "CH": ("de", "fr", "it"), "LU": ("fr", "de"), "CA": ("en", "fr")}
SERBO_CROATIAN = {"stan": UNIT, "стан": UNIT, "kat": LEVEL, "ulaz": ENTRANCE}
# What stands for a house, a flat and a storey in one country only: D: 5, K: 2; II. em. 3. ajtó; H.No. 12-3-45/A.
OWN_WORDS = {
    "TR": {"daire": UNIT, "d": UNIT, "k": LEVEL},
    "BR": {"of": UNIT},
    "ZZ": {"of": UNIT},
    "IL": {fold_name("דירה"): UNIT, fold_name("קומה"): LEVEL, fold_name("כניסה"): ENTRANCE},
    "HU": {**dict.fromkeys(("em", "emelet"), LEVEL), "ajto": UNIT},
    **dict.fromkeys(("RS", "HR", "BA", "ME"), SERBO_CROATIAN),
    "BG": {"ап": UNIT, "ет": LEVEL, "вх": ENTRANCE},
    "SG": dict.fromkeys(("blk", "block"), NUMBER_MARK),
    "IN": dict.fromkeys(("h no", "hno", "d no", "dno"), NUMBER_MARK),
}
EAST_SLAVIC = code_set("RU UA BY KZ")
LOCALITY = {
    **dict.fromkeys(("TR", "CY", "VN", "EG", "ES", "IT"), ("city", "state_district")),
    **dict.fromkeys(("CL", "BE", "BG", "MX"), ("city", "suburb")),
}
REGIONS = {
    "PR": "PR|Puerto Rico",
    "PK": "Sindh|Punjab|Balochistan|Khyber Pakhtunkhwa|KPK|Islamabad Capital Territory|Azad Kashmir|Gilgit-Baltistan",
    "DE": "Baden-Württemberg|Bayern|Bavaria|Brandenburg|Hessen|Hesse|Mecklenburg-Vorpommern|Niedersachsen|Lower "
    "Saxony|NRW|"
    "Nordrhein-Westfalen|Rheinland-Pfalz|Saarland|Sachsen|Saxony|Sachsen-Anhalt|Schleswig-Holstein|Thüringen",
    "AT": "Burgenland|Kärnten|Niederösterreich|Oberösterreich|Steiermark|Tirol|Vorarlberg",
    "ZA": "Eastern Cape|Free State|Gauteng|KwaZulu-Natal|KZN|Limpopo|Mpumalanga|Northern Cape|North West|Western "
    "Cape|W Cape",
    "NZ": "Northland|Waikato|Bay of Plenty|Hawkes Bay|Taranaki|Manawatu|Marlborough|Canterbury|Otago|Southland",
    "MX": "D.F.|DF|Distrito Federal",
    "VE": "D.F.|DF|Distrito Capital",
    "EC": "Chimborazo|Azuay|Guayas|Pichincha|Manabí|Loja|Tungurahua|Imbabura|El Oro|Los Ríos|Esmeraldas|Cotopaxi",
}
# Label of a bare number between road and city; '' where it is a part of the road's name (Pasir Ris Street 51).
BARE_TAIL = {**dict.fromkeys(("AU", "NZ", "PH", "US", "HU"), "unit"), "SG": ""}
SUFFIXES = {
    "fr": word_set("bis ter quater quinquies"),
    "it": word_set("bis ter quater rosso nero"),
    "es": word_set("bis ter duplicado dpdo"),
    "nl": word_set("bis ter hs huis boven zwart rood ii iii iv"),
}
NUMBER_THEN_FLAT = code_set("ES IT PT DE AT BE HU")
GLUED_NUMBER = re.compile(
    r"([^\W\d_]{2,}\.|[^\W\d_]{1,6}:)#?\d"
    r"|([^\W\d_]{3,}(?:stra(?:ß|ss)e|str|weg|gasse|platz))\d"
    r"|(\d{4,6}-)[^\W\d_]{3}"
    r"|(\d{1,4}-)\d{1,2}[ºª°]"
    r"|(\d{1,2}\.?)(?:OG|UG|DG|Stock|Etage)\b",
    re.IGNORECASE,
)


@memo(65_536)
def split_token(token: str) -> tuple[int, ...]:
    """Where a glued token comes apart: `Str.5` at 4, `Hauptstraße12` before the number."""
    match = GLUED_NUMBER.match(token)
    return (match.end(match.lastindex or 0),) if match else ()


@memo(65_536)
def split_hash(token: str) -> tuple[int, ...]:
    """As `split_token`, and before the number sign: `18#63-64` is number 63-64 of the carrera 18."""
    cuts = split_token(token)
    return (*cuts, token.index("#")) if "#" in token[1:] and not cuts and token.count("#") == 1 else cuts


@memo(65_536)
def split_stroke(token: str) -> tuple[int, ...]:
    """As `split_token`, and behind the stroke between a Turkish district and its province: Kadıköy/İstanbul."""
    before, stroke, after = token.partition("/")
    if stroke and before.replace("-", "").isalpha() and fold_name(after) in regions("TR"):
        return (len(before) + 1,)
    return split_token(token)


@lru_cache(maxsize=256)
def general_spec(code: str) -> Spec:
    """The facts of any country, `ZZ` for one that is not known: number order, language, order of places."""
    language = LANGUAGE_OF.get(code, "other")
    own = vocabulary(language)
    words: Mapping[str, str] = own.words
    glued = own.glued
    if language == "other" and code not in EUROPEAN:
        words = {word: role for word, role in vocabulary("other").words.items() if role != STREET or len(word) > 2}
        for name in (*SECOND_LANGUAGES.get(code, ()), *languages(code), "en"):
            words = {**words, **(vocabulary(name).words if name in WRITTEN else {})}
    elif code in MULTILINGUAL:
        several = [vocabulary(name) for name in MULTILINGUAL[code]]
        words = {word: role for one in reversed(several) for word, role in one.words.items()}
        glued = tuple(ending for one in several for ending in one.glued)
    if code == "KR":
        glued = (*glued, " ro", " gil", "daero")
    words = {**words, **OWN_WORDS.get(code, {})}
    if code not in OWN_GRAMMAR:
        words = {**dict.fromkeys(street_words(code), STREET), **INTERNATIONAL, **words}
    base = Spec(
        code=code,
        number_first=code in NUMBER_FIRST or (code not in NUMBER_LAST and number_leads(code)),
        words=words,
        expansions=own.expansions,
        glued=glued,
        weak_streets=own.weak or vocabulary("en").weak,
        street_type="before" if language in ("es", "fr", "pt", "it", "pl") and code != "BE" else "after",
        locality=LOCALITY.get(code, ("suburb", "city")),
        splits_unknown=code in ("DE", "TR", "CY"),
        bare_tail=BARE_TAIL.get(code, "level"),
        bare_in_city="unit" if code == "AT" else "level",
        postcode_leads=language == "fr" or code in ("IN", "MY") or (code not in OWN_GRAMMAR and postcode_leads(code)),
        region_label="state_district" if code not in OWN_GRAMMAR and has_districts_only(code) else "state",
        region_names=names(REGIONS[code].split("|")) if code in REGIONS else {},
        number_suffixes=SUFFIXES.get(language, frozenset()),
        hash_is="number" if language == "es" else "unit",
        number_run=code == "CO",
        number_then_flat=code in NUMBER_THEN_FLAT,
        city_first=code == "HU",
        split={"CO": split_hash, "TR": split_stroke}.get(code, split_token),
        by_template=code not in OWN_GRAMMAR,
    )
    if code == "HU":
        return replace(base, prepare=claim_hungarian)
    if code in EAST_SLAVIC:
        own = vocabulary("slavic_latin")
        return replace(base, words=own.words, expansions=own.expansions, city_first=True, slavic=True)
    if code in ("KG", "UZ", "TJ"):
        from onefold_dedupe.standardise.address.slavic_words import EXPANSIONS, WORDS

        return replace(base, words={**WORDS, **words}, expansions=EXPANSIONS, slavic=True)
    return base
