"""Chinese, Taiwanese, Japanese and Korean addresses in their own script: largest place first, typed at the end."""

from __future__ import annotations

import re

from onefold_dedupe.standardise.address.draft import Draft
from onefold_dedupe.standardise.address.ends import claim_country
from onefold_dedupe.standardise.address.evidence import guess_country
from onefold_dedupe.standardise.address.facts import regions

POSTCODE = re.compile(r"〒?\d{3}-\d{4}|〒?\d{5,6}|〒?\d{7}")
_ENDINGS = {
    "CN": "省 state|自治区 state|市 city|区 city_district|县 city_district|镇 suburb|村 suburb|大道 road|路 road|"
    "街 road|巷 road|道 road|楼 level|层 level|室 unit|号 house_number",
    "TW": "縣 state|市 city|區 city_district|鄉 city_district|鎮 city_district|里 suburb|村 suburb|路 road|街 road|"
    "段 road|巷 road|弄 road|道 road|樓 level|室 unit|號 house_number",
    "JP": "都 state|府 state|県 state|道 state|市 city|区 city_district|郡 state_district|町 suburb|村 suburb",
    "KR": "특별시 city|광역시 city|도 state|시 city|군 city|구 city_district|동 suburb|리 suburb|읍 suburb|"
    "로 road|길 road",
}
# The sign that closes a name of each kind, in the order of trial.
ENDINGS = {code: [tuple(pair.split()) for pair in line.split("|")] for code, line in _ENDINGS.items()}


def parse_cjk(draft: Draft, hint: str | None) -> str | None:
    """Label the tokens of `draft` and return the country."""
    code = claim_country(draft, hint) or hint or guess_country(draft.raw) or "CN"
    endings = ENDINGS.get(code, ENDINGS["CN"])
    table = regions(code)
    if code == "KR":
        _claim_korean_road(draft)
    for at, word in enumerate(draft.text):
        if draft.label[at]:
            continue
        previous = draft.label[at - 1] if at else ""
        if POSTCODE.fullmatch(word) and (at == 0 or at == len(draft) - 1):
            draft.label[at] = "postcode"
        elif word[0].isdigit() or word[0] in "#甲乙之":
            _claim_number(draft, at, code)
        elif len(word) == 1 and previous in ("house_number", "unit", "road", "level"):
            draft.label[at] = previous
        elif draft.fold[at] in table or word + "省" in table:
            draft.label[at] = "state"
        elif label := next((label for ending, label in endings if word.endswith(ending)), None):
            draft.label[at] = "city" if label == "state" and word in ("北京市", "上海市", "天津市", "重庆市") else label
        elif draft.fold[at] in table:
            draft.label[at] = "state"
        elif code == "JP" and "suburb" not in draft.label:
            draft.label[at] = "suburb"
        elif code == "CN" and "city" not in draft.label:
            draft.label[at] = "city"
        elif "house_number" in draft.label and "house" not in draft.label:
            draft.label[at] = "house"
        elif "road" not in draft.label and code != "JP":
            draft.label[at] = "road"
    if "city" not in draft.label:
        draft.label = ["city" if label == "suburb" and code == "KR" else label for label in draft.label]
    return code


def _claim_korean_road(draft: Draft) -> None:
    """`85-1 일산로 463 번길`: the words of a segment up to its last 로 or 길, but for a number at its beginning."""
    ends = [at for at, word in enumerate(draft.text) if draft.free(at) and word.endswith(("로", "길"))]
    if not ends:
        return
    first = next(at for at in range(len(draft)) if draft.segment[at] == draft.segment[ends[-1]])
    if draft.text[first][0].isdigit():
        draft.claim((first,), "house_number")
        draft.claim(range(first + 1, ends[-1] + 1), "road")
    else:
        draft.claim([at for at in ends if draft.segment[at] == draft.segment[first]], "road")


def _claim_number(draft: Draft, at: int, code: str) -> None:
    word = draft.text[at]
    following = draft.text[at + 1] if at + 1 < len(draft) else ""
    if code == "KR" and following in ("길", "로"):
        draft.label[at] = "road"
    elif word.endswith(("楼", "樓", "层", "F", "f", "階")):
        draft.label[at] = "level"
    elif word.endswith("室") or "house_number" in draft.label:
        draft.label[at] = "unit"
    elif word.endswith(("巷", "弄", "段")):
        draft.label[at] = "road"
    else:
        draft.label[at] = "house_number"
