"""Read a country as people write it, in many languages, as an ISO 3166-1 alpha-2 code."""

from __future__ import annotations

import functools
import importlib.resources
import re
import unicodedata
from dataclasses import dataclass

# Names that no table of CLDR or ISO holds: abbreviations, parts that post treats as a country, former names, inflected forms.
COLLOQUIAL = {
    "AE": "uae|оаэ|оае|emirates|emirados arabes unidos|emiratos",
    "AT": "osterreich|oesterreich",
    "BE": "belgie|belgique|belgien",
    "BO": "bolivia",
    "BY": "рб|беларуссия|белорусия|belorussia|byelorussia|республика беларусь|рэспубліка беларусь|republic of belarus",
    "CD": "dr congo|drc|congo kinshasa",
    "CG": "congo brazzaville",
    "CH": "schweiz|suisse|svizzera|svizra|confoederatio helvetica",
    "CN": "prc|кнр|china pr|mainland china|中华人民共和国",
    "CZ": "czech rep|czech republic|ceska republika|чехия",
    "DE": "brd|bundesrepublik deutschland|фрг|germany fr|federal republic of germany",
    "DK": "kongeriget danmark",
    "ES": "reino de espana|espana",
    "FR": "republique francaise|france metropolitaine",
    "GB": "uk|great britain|britain|england|scotland|wales|northern ireland|u k|g b|gb eng|gb sct|gb wls|gb nir|united kingdom|"
    "англия|великобритания|шотландия|уэльс|северная ирландия|соединенное королевство|англія|велика британія|"
    "großbritannien|grossbritannien|england uk|schottland|angleterre|ecosse|grande bretagne|royaume uni|inglaterra|"
    "reino unido|escocia|gran bretana|gra bretanha|inghilterra|gran bretagna|regno unito|scozia|anglia|szkocja|"
    "wielka brytania|zjednoczone krolestwo|united kingdom of great britain and northern ireland|ұлыбритания",
    "GR": "hellas|ellada|hellenic republic",
    "HK": "hong kong|hongkong|hong kong sar|гонконг",
    "IE": "eire|republic of ireland|irish republic|южная ирландия",
    "IR": "iran|иран",
    "KG": "kirghizia|kirgizia|киргизия|кыргызская республика|kyrgyz republic",
    "KP": "north korea|dprk|кндр",
    "KR": "korea|south korea|republic of korea|rok|южная корея|республика корея|corea|coree",
    "KZ": "рк|республика казахстан|қр|қазақстан республикасы|kazakhstan|kazakstan|qazaqstan|qazaqstan respublikasy|казакстан",
    "LA": "laos",
    "MD": "moldova|молдавия|moldavia|приднестровье",
    "MK": "macedonia|fyrom|македония",
    "MM": "burma|бирма",
    "NL": "holland|the netherlands|голландия|голландія|holanda|hollande|paises bajos|pays bas|paesi bassi|niederlande",
    "PL": "rzeczpospolita polska|rp",
    "PS": "palestine|палестина",
    "RU": "рф|r f|российская федерация|russian fed|ресей федерациясы|rf|россії|россии|федерация российская|"
    "russische foderation|russische federation|federacao russa|federacion rusa|federation de russie|федеральная россия",
    "SK": "slovak republic|slovenska republika",
    "SY": "syria",
    "SZ": "swaziland",
    "TR": "turkey|turkiye",
    "TW": "taiwan|taiwan roc|republic of china",
    "TZ": "tanzania",
    "UA": "україни|украины|ukraina|the ukraine|ukraine|укр",
    "US": "usa|u s a|u s|us of a|united states|united states of america|america|estados unidos|eeuu|ee uu|eua|etats unis|"
    "stati uniti|stany zjednoczone|vereinigte staaten|vereinigte staaten von amerika|сша|америка|соединенные штаты|"
    "соединенные штаты америки|сполучені штати|сполучені штати америки|ақш|états unis d amerique|usa states",
    "UZ": "республика узбекистан|uzbekistan|ozbekiston",
    "VE": "venezuela",
    "VN": "vietnam|viet nam",
    "XK": "kosovo|косово",
}
COMPATIBILITY = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ё": "е"})
NAME_BREAK = re.compile(r"[\W_]+")
PLACEHOLDERS = frozenset("n/a na none null unknown - -- ? нет не указано неизвестно".split())


@dataclass(frozen=True, slots=True)
class CountryResult:
    """What a country text says. `value` is {"code": alpha-2} or empty; `status` is ok, partial (the hint was used), empty or refused."""

    status: str
    value: dict[str, str]
    key: str | None
    confidence: float
    changes: tuple[str, ...]
    issues: tuple[str, ...]


def fold_name(text: str) -> str:
    """Letters and digits of `text` without case and accents, words parted by one blank."""
    plain = text.casefold().translate(COMPATIBILITY)
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in plain if not 0x300 <= ord(c) <= 0x36F)
    return " ".join(NAME_BREAK.sub(" ", plain).split())


@functools.lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Folded name, alpha-2 or alpha-3 code → alpha-2 code."""
    table = importlib.resources.files("onefold_dedupe.standardise") / "data" / "countries.tsv"
    found: dict[str, str] = {}
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    for two, three, _ in rows:
        found[two.casefold()] = found[three.casefold()] = two
    for code, names in COLLOQUIAL.items():
        for name in names.split("|"):
            found.setdefault(fold_name(name), code)
    for two, _, names in rows:
        for name in names.split("|"):
            for spelling in (
                name,
                name.split(",")[0] if name.count(",") == 1 and "congo" not in name.casefold() else name,
            ):
                found.setdefault(fold_name(spelling), two)
    return found


@functools.lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country named by code or name in any of some forty languages; None when it names none."""
    folded = fold_name(text[:100])
    names = country_names()
    if found := names.get(folded):
        return found
    squeezed = folded.replace(" ", "")
    if len(squeezed) <= 4:
        return names.get(squeezed)
    if folded.startswith(("the ", "la ", "el ")):
        return names.get(folded.split(" ", 1)[1])
    return None


def standardise_country(raw: str, hint: str | None = None) -> CountryResult:
    """Read one country text; `hint` (an alpha-2 code) is used, and said so, when the text names no country. Never raises."""
    text = raw.strip()
    if not fold_name(text) or text.casefold() in PLACEHOLDERS:
        return CountryResult("empty", {}, None, 1.0, (), ())
    code = country_code(text)
    if code:
        changes = () if text == code else ("country-coded",)
        issues = ("country-conflict",) if hint and hint.upper() != code else ()
        return CountryResult("ok", {"code": code}, code, 1.0 if len(text) > 2 or text == code else 0.9, changes, issues)
    fallback = country_code(hint) if hint else None
    if fallback:
        return CountryResult("partial", {"code": fallback}, fallback, 0.5, ("country-from-hint",), ("unknown-country",))
    return CountryResult("refused", {}, None, 0.0, (), ("unknown-country",))
