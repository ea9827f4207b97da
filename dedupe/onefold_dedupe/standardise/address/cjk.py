"""Chinese, Taiwanese, Japanese and Korean addresses in their own script: largest place first, typed at the end."""

from __future__ import annotations

import re
from functools import lru_cache

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.ends import claim_country
from onefold_dedupe.standardise.address.evidence import guess_country
from onefold_dedupe.standardise.address.facts import places, regions
from onefold_dedupe.standardise.country import code_set, country_names

POSTCODE = re.compile(r"[(〒]?(?:\d{3}-\d{4}|\d{3}-\d{3}|\d{5,7})\)?")
_ENDINGS = {
    "CN": "省 state|自治区 state|自治州 city|市 city|街道 suburb|区 city_district|县 city_district|镇 suburb|乡 suburb|"
    "村 suburb|大道 road|路 road|街 road|巷 road|胡同 road|道 road|楼 level|层 level|室 unit|号 house_number",
    "TW": "省 state|縣 state|市 city|區 city_district|鄉 city_district|鎮 city_district|里 suburb|村 suburb|路 road|"
    "街 road|段 road|巷 road|弄 road|道 road|樓 level|室 unit|號 house_number",
    "JP": "都 state|府 state|県 state|道 state|市 city|区 city_district|町 town|村 town|通 road|通り road|線 road|"
    "丁目 suburb|条 suburb|番地 house_number|番 house_number|号室 unit|号 house_number|階 level",
    "KR": "특별시 city|광역시 city|특별자치시 city|도 state|시 city|군 county|구 city_district|동 suburb|리 village|"
    "읍 town|면 town|로 road|길 road|층 level",
}
# The sign that closes a name of each kind, in the order of trial.
ENDINGS = {code: [tuple(pair.split()) for pair in line.split("|")] for code, line in _ENDINGS.items()}
CHINESE = code_set("CN TW HK MO SG")
MUNICIPALITIES = frozenset({"北京", "上海", "天津", "重庆"})
"""Cities of province rank: what stands below them takes the city's place."""

HAN_NUMBER = r"[0-9０-９一二三四五六七八九十]"
CHINESE_SHAPE = (
    # No town stands below a district: what follows 信義區 in 信義區市府路 is a road.
    r"(?P<city>(?:(?!(?<!自治)区)[^\d\s區]){1,8}?(?:市|自治州))?"
    r"(?P<district>[^\d\s路街道市]{1,6}?(?:区|區|县|縣|旗))?"
    r"(?P<town>[^\d\s路街道]{1,6}?(?:街道|镇|鎮|乡|鄉|村|里))?"
    rf"(?P<road>[^\d\s号號]{{1,10}}?(?:大道|大街|馬路|路|街|道|巷|胡同)(?:{HAN_NUMBER}+段)?(?:\d+[巷弄])*)?"
    r"(?P<number>\d[A-Za-z\d\-之]*?[号號])?(?P<house>[^\d\s]+(?=\d+[楼樓层層]))?(?P<level>\d+(?:字樓|楼|樓|层|層))?"
)
JAPANESE_SHAPE = (
    r"(?P<city>[^\d\s]{1,6}?市|[^\d\s市]{1,6}?郡[^\d\s]{1,6}?[町村])?(?P<district>[^\d\s町]{1,4}?区)?(?P<town>[^\d\s]*)"
)


CLOSED = re.compile(r"\d[A-Za-z\d\-]*[号號楼樓层層室](?=[^之\s]{3})")
"""A number with its sign, and what was written onto it: a building's name or the postcode."""
WHOLE = frozenset({"land", "post", "state", "known", "city"})
"""A token that opens with one of these is a whole address; others are one name or a road with its number."""


@lru_cache(maxsize=8)
def _chain(code: str) -> re.Pattern[str]:
    """A chain of places without blanks: country, postcode, region, then the parts of the country's shape."""
    own = [name for name in regions(code) if len(name) > 1 and not name.isascii()]
    own.extend([re.sub(r"(?:省|市|.族自治区|维吾尔自治区|自治区|特别行政区)$", "", name) for name in own])
    states = "|".join(sorted(map(re.escape, own), key=len, reverse=True)) or "(?!)"
    lands = [
        name for name, two in country_names().items() if two in CHINESE | {"CN", "JP"} and re.match("[一-龯]", name)
    ]
    land = "|".join(sorted(map(re.escape, lands), key=len, reverse=True)) or "(?!)"
    towns = "|".join(sorted(map(re.escape, _short_towns(code)), key=len, reverse=True)) or "(?!)"
    shape = JAPANESE_SHAPE if code == "JP" else rf"(?P<known>(?:{towns})市?(?![区區县縣]))?{CHINESE_SHAPE}"
    post = r"〒?\d{3}-\d{4}|\d{6}(?![\d号號])"
    if code == "TW":
        post += r"|\d{3}(?:\d\d)?(?=[^\d\s]{2}[市縣])"
    return re.compile(
        rf"(?P<land>{land})?(?P<post>{post})?(?P<again>(?:{land})(?!省))?(?P<state>(?:{states})(?:省|市|自治区)?|[一-龯]{{2,3}}省)?{shape}"
    )


@lru_cache(maxsize=8)
def _short_towns(code: str) -> frozenset[str]:
    """Chinese names of towns without province and 市, as they are said."""
    found = (re.sub(r"^.*(?:省|自治区)|市$", "", name) for name in places(code) if "一" <= name[0] <= "龯")
    return frozenset(name for name in found if len(name) > 1)


@lru_cache(maxsize=4096)
def split_chain(token: str, code: str) -> tuple[int, ...]:
    """Offsets at which a chain of places comes apart; none for one name."""
    if code == "KR" or len(token) < 4:
        return ()
    if token[0].isdigit() and (closed := CLOSED.match(token)):
        return (closed.end(),)
    match = _chain(code).match(token)
    if match is None:
        return ()
    found = {group for group, text in match.groupdict().items() if text}
    if not (found & WHOLE or {"road", "number"} <= found):
        return ()
    cuts = {match.end(group) for group in match.re.groupindex if match.group(group)}
    return tuple(sorted(cuts - {len(token)}))


def parse_cjk(text: str, hint: str | None) -> tuple[Draft, str | None]:
    """The labelled tokens of `text` and their country."""
    code = hint or guess_country(text) or "CN"
    draft = Draft(text, lambda token: split_chain(token, code))
    code = claim_country(draft, hint) or code
    if code == "KR":
        _claim_korean_road(draft)
    _claim_lands(draft, code)
    for at in range(len(draft)):
        if not draft.label[at]:
            draft.label[at] = _label(draft, at, code)
    _settle(draft, code)
    return draft, code


def _claim_lands(draft: Draft, code: str) -> None:
    """The country at the beginning; of Singapore only when it is written twice: the other one is the city."""
    if code == "SG" and sum(country_names().get(word) == code for word in draft.fold) < 2:
        return
    for at in range(min(2, len(draft))):
        if "country" not in draft.label and draft.free(at) and country_names().get(draft.fold[at]) == code:
            draft.label[at] = "country"


def _label(draft: Draft, at: int, code: str) -> str:
    word, folded = draft.text[at], draft.fold[at]
    previous = draft.label[at - 1] if at else ""
    is_edge = at == 0 or at == len(draft) - 1 or previous == "country"
    if POSTCODE.fullmatch(word) and (is_edge or "-" in word) and "postcode" not in draft.label:
        return "postcode"
    if code == "TW" and at == 0 and len(word) == 3 and word.isdigit():
        return "postcode"
    if word[0].isdigit() or word[0] in "#甲乙之":
        return _number(draft, at, code)
    if code == "JP" and word in ("番地", "番", "号"):
        return "house_number"
    if code == "JP" and word in ("丁目", "号室"):
        return "suburb" if word == "丁目" else "unit"
    if len(word) == 1 and previous in ("house_number", "unit", "road", "level"):
        return previous
    typed = next((label for ending, label in ENDINGS.get(code, ENDINGS["CN"]) if word.endswith(ending)), "")
    if word.removesuffix("市") in MUNICIPALITIES and code == "CN":
        return "state"
    if typed != "city" and (folded in regions(code) or word + "省" in regions(code)):
        return "state"
    if typed:
        return typed
    if folded in regions(code):
        return "state"
    if code == "KR" and word[0] == "(" and word.rstrip(")").endswith(("동", "가", "리")):
        return "suburb"  # the quarter of the land register
    if is_house(draft, at):
        return "house"
    if code == "JP" and "house_number" not in draft.label:
        return "suburb"
    if code == "SG" and country_names().get(folded) == "SG":
        return "city"
    if code != "JP" and "city" not in draft.label and "road" not in draft.label:
        return "city" if code in ("CN", "TW") else "house"
    if "house_number" in draft.label and "house" not in draft.label:
        return "house"
    return "road" if "road" not in draft.label and code != "JP" else "house"


def is_house(draft: Draft, at: int) -> bool:
    """Whether the last token stands alone after a comma: what is named beside the address."""
    return at == len(draft) - 1 and at > 0 and draft.segment[at] != draft.segment[at - 1]


def _settle(draft: Draft, code: str) -> None:
    """Give towns, villages and counties their label by what else is named.

    A Korean county (군) has no city of its own: its town (읍, 면) is the city; under a city (시) a town is
    a district.
    A Japanese town (町, 村) is a municipality where no city (市) is named, else a part of it.
    """
    has_city = "city" in draft.label
    has_town = "town" in draft.label
    names = {
        "county": "state_district" if has_town else "city",
        "town": ("suburb" if code == "JP" else "city_district") if has_city else "city",
        "village": "suburb" if has_city or has_town or "county" in draft.label else "city",
    }
    if code == "CN" and not has_city and "state" in draft.label:
        lower = "city_district" if "city_district" in draft.label else "suburb"
        names[lower] = "city"
    draft.label = [names.get(label, label) for label in draft.label]


def _claim_korean_road(draft: Draft) -> None:
    """`85-1 일산로 463 번길`: the words of a segment up to its last 로 or 길, but for a number at its beginning."""
    ends = [at for at, word in enumerate(draft.text) if draft.free(at) and word.endswith(("로", "길"))]
    if not ends:
        return
    first = next(at for at in range(len(draft)) if draft.segment[at] == draft.segment[ends[-1]])
    if draft.text[first][0].isdigit() and not POSTCODE.fullmatch(draft.text[first]):
        draft.claim((first,), "house_number")
        draft.claim(range(first + 1, ends[-1] + 1), "road")
    else:
        draft.claim([at for at in ends if draft.segment[at] == draft.segment[first]], "road")


def _number(draft: Draft, at: int, code: str) -> str:
    word = draft.text[at]
    following = draft.text[at + 1] if at + 1 < len(draft) else ""
    if code == "KR" and following in ("길", "로"):
        return "road"
    if code == "JP" and (following == "丁目" or word.endswith(("丁目", "条"))):
        return "suburb"
    if code == "JP" and following in ("番地", "番", "号"):
        return "house_number"
    if word.endswith(("楼", "樓", "层", "層", "F", "f", "階", "층")):
        return "level"
    if word.endswith("室") or following == "号室" or "house_number" in draft.label:
        return "unit"
    return "road" if word.endswith(("巷", "弄", "段")) else "house_number"
