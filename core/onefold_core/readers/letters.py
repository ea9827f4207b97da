"""How likely bytes are as text in an encoding: letter frequencies, and what letters of one word look like together."""

from __future__ import annotations

import math
import re

_RUSSIAN = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            10.97, 8.45, 8.01, 7.35, 6.70, 6.26, 5.47, 4.73, 4.54, 4.40, 3.49, 3.21, 2.98, 2.81, 2.62, 2.01, 1.90,
            1.74, 1.70, 1.65, 1.59, 1.44, 1.21, 0.97, 0.94, 0.73, 0.64, 0.48, 0.36, 0.32, 0.26, 0.04, 0.04,
        ),
        strict=True,
    )
)  # fmt: skip
"""Per cent of letters in Russian text (National Corpus); Ukrainian and Belarusian letters are added below."""
_CYRILLIC = {letter: math.log(share / 100) for letter, share in _RUSSIAN.items()} | dict.fromkeys("іїєґўј", -4.5)
_LATIN = dict.fromkeys("éèêàâçîôûùäöüßáíóúñãõåøæëï", -2.5) | dict.fromkeys("ìòýðþœšžÿ", -3.5)
_SIGNS = dict.fromkeys("«»„“”‘’–—…№°€£©®™§·•±×½¼¾²³ºª\xa0¿¡´", -3.5) | dict.fromkeys(
    "，。、：；（）《》！？\u3000“”￥", -3.5
)

_RARE_LETTER = -7.5
_STRANGE = -11.0
_CASE_BREAK = -4.0
_MIXED_SCRIPTS = -7.0
_LATIN_RUN = -4.0
_COMMON_HANZI = math.log(1 / 3755)
"""GB 2312 level 1 holds the 3,755 common characters; level 2 and the extensions are rare in names and addresses."""
_RARE_HANZI = -13.0
_UNDECODABLE = -12.0

_SIGN_INSIDE_WORD = re.compile(r"(?<=[^\W\d_])[№°€£©®™§•±×½¼¾²³«»„“](?=[^\W\d_])")
_WORD = re.compile(r"[^\W\d_]+")


def log_likelihood(data: bytes, codec: str) -> float:
    """Natural logarithm of how likely `data` is as text in `codec`; only comparable between codecs of the same data."""
    try:
        text = data.decode(codec)
        total = 0.0
    except UnicodeDecodeError:
        text = data.decode(codec, "ignore")
        high = sum(byte >= 0x80 for byte in data)
        kept = sum(byte >= 0x80 for byte in text.encode(codec))
        total = _UNDECODABLE * max(1, high - kept)
    for word in _WORD.findall(text):
        if not word.isascii():
            total += _word(word)
    for sign in re.sub(r"[\x00-\x7f]|[^\W\d_]", "", text):
        total += _SIGNS.get(sign, _STRANGE)
    total += _MIXED_SCRIPTS * len(_SIGN_INSIDE_WORD.findall(text))
    return total


def _word(word: str) -> float:
    total = 0.0
    before = ""
    for letter in word:
        if "\u0400" <= letter <= "\u04ff":
            total += _CYRILLIC.get(letter.lower(), _RARE_LETTER)
            total += _CASE_BREAK if before.islower() and letter.isupper() else 0.0
            total += _MIXED_SCRIPTS if before and before < "\u0250" else 0.0
        elif letter >= "\u2e80":
            total += _COMMON_HANZI if b"\xb0" <= _gb(letter) < b"\xd8" else _RARE_HANZI
        elif letter >= "\u0250":
            total += _STRANGE
        elif not letter.isascii():
            total += _LATIN.get(letter, _LATIN.get(letter.lower(), _RARE_LETTER + 0.5) - 0.5)
            total += _LATIN_RUN if before and not before.isascii() else 0.0
            total += _CASE_BREAK if before.islower() and letter.isupper() else 0.0
        elif before >= "\u0400" and before <= "\u04ff":
            total += _MIXED_SCRIPTS
        before = letter
    return total


def _gb(letter: str) -> bytes:
    try:
        return letter.encode("gb2312")
    except UnicodeEncodeError:
        return b""
