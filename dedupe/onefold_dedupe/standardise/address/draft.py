"""An address as tokens, each of which gets one label or stays unparsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from onefold_dedupe.standardise.address.result import LABELS
from onefold_dedupe.standardise.country import fold_name
from onefold_dedupe.standardise.memo import memo

TOKEN = re.compile(r"[^\s,;|•·,，、،؛]+(?:[,;](?<=\d[,;])(?=\d{1,4}[^\W\d]?(?![\w.]))[^\s,;|•·]+)*|[,;|•·\n\r，、،؛]")
SEPARATORS = frozenset(",;|•·\n\r，、،؛")
NUMBER = re.compile(r"#?№?\d[\w/\\.,;+&–—-]*|[A-Za-z]{1,2}[-/]?\d+[A-Za-z]?(?:[/-]\d+)*")
ORDINAL = re.compile(r"\d*(?:1st|2nd|3rd|\dth)", re.IGNORECASE)
TRIM = " \t\n\r,;|•·-–—/，、،؛"
ONLY_SEPARATES = frozenset(TRIM) | frozenset(".:")
"""Signs that are left out where they stand between parts, not in one; all others are in a part or in `unparsed`."""
fold = memo(65_536)(fold_name)
NAMED = frozenset(LABELS)
Splitter = Callable[[str], tuple[int, ...]]
Spans = tuple[tuple[int, int], ...]


class Marks(NamedTuple):
    """What was read of a text, without the text: of the tokens `start`, `end`, `segment` and `label`, of the draft
    `issues`, `margin` and `is_guess`; `parts`: label and where its runs stand; `rest`: where runs without a label do.
    """

    start: tuple[int, ...]
    end: tuple[int, ...]
    segment: tuple[int, ...]
    label: tuple[str, ...]
    issues: tuple[str, ...]
    margin: float | None
    is_guess: bool
    parts: tuple[tuple[str, Spans], ...]
    rest: Spans


def spelled(raw: str, parts: Iterable[tuple[str, Spans]]) -> dict[str, str]:
    """Label → its text as spelled in `raw`; runs of one label that lie apart are joined by one blank."""
    return {
        label: raw[runs[0][0] : runs[0][1]]
        if len(runs) == 1
        else " ".join(filter(None, [raw[start:end] for start, end in runs]))
        for label, runs in parts
    }


def left_over(raw: str, rest: Spans) -> str:
    """The text of `raw` that stands there, in input order; signs that only separate are left out."""
    kept: list[str] = []
    for start, end in rest:
        words = raw[start:end].split()
        if not ONLY_SEPARATES.issuperset("".join(words)) or any(map(fold, words)):
            kept.append(" ".join(words))
    return " ".join(kept)


@memo(65_536)
def _reads_as_number(word: str) -> bool:
    return NUMBER.fullmatch(word.rstrip(".)").lstrip("(")) is not None and not ORDINAL.fullmatch(word)


class Draft:
    """Tokens of one text in parallel lists: `text`, `fold`, `start`, `end`, `segment` and the `label` so far ('' none);
    `bound` are the numbers that belong to a name; `margin` says how much worse the next best reading is (None: no other
    was looked at); `is_guess`: the city is one by its place alone; `is_plain`: the tokens are
    the text's, none parted or read as another word.

    A segment is what stands between commas, line ends and bullets. `split(token)` gives offsets at which a glued token
    comes apart.
    """

    __slots__ = (
        "bound",
        "end",
        "fold",
        "is_guess",
        "is_plain",
        "issues",
        "label",
        "margin",
        "raw",
        "segment",
        "split",
        "start",
        "text",
    )

    def __init__(self, raw: str, split: Splitter | None = None) -> None:
        self.raw = raw
        self.split = split
        self.issues: list[str] = []
        self.bound: set[int] = set()
        self.margin: float | None = None
        self.is_guess = False
        self.is_plain = True
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        segments: list[int] = []
        segment, opened, end = 0, False, 0
        for word in TOKEN.findall(raw):
            if word in SEPARATORS:
                if opened:
                    segment += 1
                    opened = False
                continue
            opened = True
            # Between tokens stand blanks and separators, with neither of which a token begins.
            at = raw.index(word, end)
            end = at + len(word)
            cuts = split(word) if split else ()
            if cuts:
                self.is_plain = False
                begin = 0
                for cut in cuts:
                    words.append(word[begin:cut])
                    starts.append(at + begin)
                    ends.append(at + cut)
                    segments.append(segment)
                    begin = cut
                word, at = word[begin:], at + begin
            words.append(word)
            starts.append(at)
            ends.append(end)
            segments.append(segment)
        self.text = words
        self.fold = list(map(fold, words))
        self.start = starts
        self.end = ends
        self.segment = segments
        self.label = [""] * len(words)

    def parted_by(self, split: Splitter | None) -> Draft | None:
        """This draft without labels, if `split` parts the same tokens as its own does: none; else None."""
        if not self.is_plain or (split and any(map(split, self.text))):
            return None
        other = Draft.__new__(Draft)
        other.raw, other.split, other.issues, other.bound = self.raw, split, [], set()
        other.margin, other.is_guess, other.is_plain = None, False, True
        other.text, other.fold, other.start, other.end = self.text, self.fold, self.start, self.end
        other.segment, other.label = self.segment, [""] * len(self.text)
        return other

    def marks(self) -> Marks:
        """What was read, without the text."""
        parts, rest = self._spans()
        return Marks(
            tuple(self.start),
            tuple(self.end),
            tuple(self.segment),
            tuple(self.label),
            tuple(self.issues),
            self.margin,
            self.is_guess,
            parts,
            rest,
        )

    @classmethod
    def marked(cls, raw: str, marks: Marks) -> Draft:
        """The draft of a text that has the length and the reading of the one that the marks are of."""
        self = cls.__new__(cls)
        self.margin, self.is_guess = marks.margin, marks.is_guess
        self.raw, self.split, self.is_plain, self.bound = raw, None, False, set()
        self.start, self.end, self.segment = list(marks.start), list(marks.end), list(marks.segment)
        self.label, self.issues = list(marks.label), list(marks.issues)
        return self

    def __getattr__(self, name: str) -> list[str]:
        """The tokens of a marked draft, which few ask for."""
        if name == "text":
            self.text = [self.raw[start:end] for start, end in zip(self.start, self.end, strict=True)]
            return self.text
        if name == "fold":
            self.fold = [fold(word) for word in self.text]
            return self.fold
        raise AttributeError(name)

    def part(self, at: int, cut: int) -> None:
        """Part token `at` in two before its character `cut`."""
        text, start = self.text[at], self.start[at]
        self.text[at : at + 1] = [text[:cut], text[cut:]]
        self.fold[at : at + 1] = [fold(text[:cut]), fold(text[cut:])]
        self.start[at : at + 1] = [start, start + cut]
        self.end.insert(at, start + cut)
        self.segment.insert(at, self.segment[at])
        self.label.insert(at, self.label[at])

    def __len__(self) -> int:
        return len(self.text)

    def claim(self, tokens: Iterable[int], label: str) -> None:
        """Give `label` to the tokens that have none yet."""
        for at in tokens:
            if not self.label[at]:
                self.label[at] = label

    def free(self, at: int) -> bool:
        """Whether the token exists and has no label."""
        return 0 <= at < len(self.label) and not self.label[at]

    def is_number(self, at: int) -> bool:
        """Whether the token reads as a house number: 12, 12a, 12/3, #5, A-12."""
        return at not in self.bound and _reads_as_number(self.text[at])

    def segments(self) -> list[list[int]]:
        """Unlabelled tokens by segment; segments without one are left out."""
        labels = self.label
        if "" not in labels:
            return []
        found: list[list[int]] = []
        group: list[int] = []
        last = -1
        for at, segment in enumerate(self.segment):
            if labels[at]:
                continue
            if segment == last:
                group.append(at)
            else:
                group = [at]
                found.append(group)
                last = segment
        return found

    def phrase(self, tokens: Iterable[int]) -> str:
        """Folded words of the tokens, joined by one blank."""
        folded = self.fold
        return " ".join(filter(None, [folded[at] for at in tokens]))

    def number_segments_anew(self, at: int) -> None:
        """Start a new segment at token `at`: what follows belongs together and apart from what is before it."""
        self.segment[at:] = [segment + 1 for segment in self.segment[at:]]

    def _spans(self) -> tuple[tuple[tuple[str, Spans], ...], Spans]:
        """Label and where its runs stand, in the order of LABELS and without the signs around them; where runs of
        tokens without one do.
        """
        runs: dict[str, list[tuple[int, int]]] = {}
        rest: list[tuple[int, int]] = []
        labels, raw, starts, ends = self.label, self.raw, self.start, self.end
        at, size, is_open = 0, len(labels), False
        while at < size:
            label, first = labels[at], at
            at += 1
            while at < size and labels[at] == label:
                at += 1
            start, end = starts[first], ends[at - 1]
            if label not in NAMED:
                if is_open:
                    start = rest.pop()[0]
                rest.append((start, end))
                is_open = True
                continue
            is_open = False
            while start < end and raw[start] in TRIM:
                start += 1
            while start < end and raw[end - 1] in TRIM:
                end -= 1
            if start < end and raw[start] == "(" and raw[end - 1] == ")":
                start, end = start + 1, end - 1
            if label in runs:
                runs[label].append((start, end))
            else:
                runs[label] = [(start, end)]
        return tuple([(label, tuple(runs[label])) for label in LABELS if label in runs]), tuple(rest)
