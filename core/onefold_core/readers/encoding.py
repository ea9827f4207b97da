"""Which encoding a text file is in, decided from its bytes: BOM, UTF-16 pattern, strict UTF-8, then letter statistics.

Bytes that the encoding does not allow become BAD, a lone surrogate that no strict decoder can produce, so that the
row that holds them can be rejected; U+FFFD is never made.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import BinaryIO

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.readers.archive import Input
from onefold_core.readers.letters import log_likelihood

BAD = "\udfff"
_HANDLER = "onefold.bad"
codecs.register_error(_HANDLER, lambda error: (BAD, error.end) if isinstance(error, UnicodeDecodeError) else ("", 0))

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
GUESSED = ("cp1251", "koi8-r", "cp866", "cp1252", "gb18030")
"""Encodings told apart by statistics. Others (cp1250, koi8-u, shift_jis …) are read when declared."""
_DECLARABLE = """
    ascii utf-8 utf-16 utf-16-le utf-16-be utf-32 utf-32-le utf-32-be gb2312 gbk gb18030 big5 shift_jis cp932 euc_jp
    euc_kr cp949 koi8-r koi8-u kz1048 cp437 cp850 cp852 cp855 cp858 cp866 cp874 cp1250 cp1251 cp1252 cp1253 cp1254
    cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9
    iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 mac-cyrillic mac-roman
"""
DECLARABLE = frozenset(_DECLARABLE.split())
"""What may be declared: text encodings that cannot smuggle (no UTF-7, no escapes). Latin-1 is read as cp1252."""
SAMPLE_BYTES = 200_000
SURVEY_CHUNK = 1 << 20
GUESS_BYTES = 20_000
"""How much of the sample is weighed letter by letter, spread evenly over it."""
MIN_MARGIN = 4.0
"""Nats between the best and the second guess below which we ask instead of guessing (odds of about 50 to 1)."""


@dataclass(slots=True)
class Survey:
    """One pass over the bytes: whether all are UTF-8, else the first bad line; a sample of the non-ASCII lines."""

    is_utf8: bool = True
    first_bad_line: int | None = None
    sample: list[bytes] = field(default_factory=list)
    sampled: int = 0

    def take(self, data: bytes, budget: int) -> None:
        """Add lines of `data` that have non-ASCII bytes, at most `budget` bytes of them."""
        for line in data.split(b"\n"):
            if self.sampled >= budget:
                return
            if not line.isascii():
                self.sample.append(line[: budget - self.sampled])
                self.sampled += len(self.sample[-1])

    @property
    def utf8_share(self) -> float:
        """Which part of the sampled lines is UTF-8 on its own."""
        valid = sum(_decodes(line, "utf-8") for line in self.sample)
        return valid / len(self.sample) if self.sample else 1.0


def canonical(name: str, where: str) -> str:
    """The codec that a declared encoding means, as Python spells it; ConfigError when it is not one we read."""
    label = name.strip().lower()
    label = {"windows-31j": "cp932", "x-sjis": "shift_jis", "x-cp1251": "cp1251"}.get(label, label)
    try:
        found = codecs.lookup(label).name
    except (LookupError, ValueError):
        found = ""
    found = {"utf-8-sig": "utf-8", "utf_8_sig": "utf-8", "iso8859-1": "cp1252"}.get(found, found)
    if found not in DECLARABLE and found.replace("_", "-") not in DECLARABLE:
        raise ConfigError(
            "bad-encoding-name",
            "no such encoding, or not one for text files",
            where=where,
            valid=["utf-8", "utf-16", "windows-1251", "windows-1252", "koi8-r", "gb18030"],
            mend="set encoding in the source's YAML, or leave it out to have it found",
        )
    return found


def detect(source: Input, declared: str | None = None) -> str:
    """The codec to read `source` with; SourceTerminalError (with a line) when a declared one does not fit its bytes.

    A few lines in another encoding do not decide: they are rejected one by one later.
    """
    named = canonical(declared, f"{source.where}: encoding") if declared else None
    with source.open() as stream:
        head = stream.read(SURVEY_CHUNK)
        for bom, codec in BOMS:
            if head.startswith(bom):
                return codec
        if named in ("utf-16", "utf-32"):
            return wide_codec(head) or f"{named}-le"
        if named and named.startswith(("utf-16", "utf-32")):
            return named
        if named is None and (wide := wide_codec(head)):
            return wide
        survey = survey_bytes(head, stream)
    if named is None:
        return "utf-8" if survey.is_utf8 or survey.utf8_share > 0.5 else guess(survey.sample, source.where)
    _check_declared(named, survey, source.where)
    return named


def survey_bytes(head: bytes, stream: BinaryIO) -> Survey:
    """Read `head` and the rest of `stream` up to the first byte that is not UTF-8, or to the end."""
    survey = Survey()
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    chunk, line = head, 1
    while True:
        is_last = not chunk
        if not chunk.isascii() or decoder.getstate()[0]:
            survey.take(chunk, SAMPLE_BYTES)
        try:
            decoder.decode(chunk, final=is_last)
        except UnicodeDecodeError as error:
            survey.is_utf8 = False
            survey.first_bad_line = line + error.object[: error.start].count(b"\n")
            # The rest of this chunk and one more, so that the bad lines are in the sample whatever came before them.
            start = error.object.rfind(b"\n", 0, error.start) + 1
            survey.take(error.object[start:] + stream.read(SURVEY_CHUNK), survey.sampled + SAMPLE_BYTES)
            return survey
        if is_last:
            return survey
        line += chunk.count(b"\n")
        chunk = stream.read(SURVEY_CHUNK)


def wide_codec(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a BOM, told by where its zero bytes stand; None for anything else."""
    if head.count(0) * 50 < len(head):
        return None
    for codec, width in (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2)):
        whole = head[: len(head) // width * width]
        text = whole.decode(codec, "replace")
        plain = len(_PLAIN.findall(text))
        if text and plain >= 0.95 * len(text) and ("\n" in text or "\r" in text or len(text) < 1000):
            return codec
    return None


_PLAIN = re.compile(
    r"[\t\n\r\x20-\x7e\xa0-\u052f\u1e00-\u1eff\u2010-\u20bf\u2116\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
)


def guess(sample: list[bytes], where: str) -> str:
    """The most likely encoding of lines that are not UTF-8; SourceTerminalError when two are about as likely."""
    step = 1 + sum(map(len, sample)) // GUESS_BYTES
    data = b"\n".join(line[:GUESS_BYTES] for line in sample[::step])
    scores = sorted(((log_likelihood(data, codec), codec) for codec in GUESSED), reverse=True)
    (best, codec), (second, rival) = scores[0], scores[1]
    if best - second < MIN_MARGIN and data.decode(codec, "ignore") != data.decode(rival, "ignore"):
        raise SourceTerminalError(
            "unknown-encoding",
            "the file is not UTF-8 and too little of it tells its encoding",
            where=where,
            valid=[name for _, name in scores[:2]],
            mend=f"set it in the source's YAML: encoding: {codec}",
        )
    return codec


def _check_declared(codec: str, survey: Survey, where: str) -> None:
    if not survey.sample:
        return
    if codec in ("utf-8", "ascii"):
        if codec == "ascii" or survey.is_utf8 or survey.utf8_share > 0.5:
            return
        line, fits = survey.first_bad_line, guess_or_none(survey.sample, where)
    else:
        if survey.is_utf8:
            raise _mismatch(codec, f"{where}", "utf-8")
        bad = [number for number, line in enumerate(survey.sample, 1) if not _decodes(line, codec)]
        if len(bad) * 2 <= len(survey.sample):
            return
        line, fits = survey.first_bad_line, guess_or_none(survey.sample, where)
    raise _mismatch(codec, f"{where}, line {line}", fits)


def guess_or_none(sample: list[bytes], where: str) -> str | None:
    """As `guess`, None where it would ask."""
    try:
        return guess(sample, where)
    except SourceTerminalError:
        return None


def _mismatch(codec: str, where: str, fits: str | None) -> SourceTerminalError:
    return SourceTerminalError(
        "wrong-encoding",
        f"the file is declared to be {codec}, but its bytes are not",
        where=where,
        valid=[fits] if fits else None,
        mend=f"set it in the source's YAML: encoding: {fits}" if fits else "leave encoding out to have it found",
    )


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def decoder_for(codec: str) -> codecs.IncrementalDecoder:
    """An incremental decoder that turns what `codec` does not allow into BAD."""
    return codecs.getincrementaldecoder(codec)(_HANDLER)


def unreadable(text: str) -> str | None:
    """Why a piece of text may not pass (a key of REASONS), or None when it may."""
    if "\0" in text:
        return "nul-character"
    if text.isascii():
        return None
    if "\ufffd" in text:
        return "replacement-character"
    # Encoding finds surrogates ten times faster than a regular expression does.
    try:
        text.encode()
    except UnicodeEncodeError:
        return "bad-encoding" if BAD in text else "lone-surrogate"
    return None
