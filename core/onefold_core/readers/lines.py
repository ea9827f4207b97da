"""A decoded text file in blocks of whole lines, memory bounded whatever the length of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from onefold_core.readers.archive import Input
from onefold_core.readers.encoding import decoder_for


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, each ending in "\\n"; `line` numbers the first. `is_overlong`: the start of one too long."""

    text: str
    line: int
    is_overlong: bool = False


def line_blocks(source: Input, codec: str, block_bytes: int | None = None) -> Iterator[Block]:
    """The file in blocks of about `block_bytes`; a leading BOM is dropped, lone "\\r" ends lines where no "\\n" does.

    The last line gets its "\\n" when it has none.
    """
    limits = source.limits
    decoder = decoder_for(codec)
    carry: list[str] = []
    carried = 0
    line = 1
    is_skipping = False
    is_first = True
    has_old_mac_lines = False
    is_wide = codec.startswith(("utf-16", "utf-32"))
    with source.open() as stream:
        while True:
            data = stream.read(block_bytes or limits.block_bytes)
            is_end = not data
            if is_skipping and not is_wide and not has_old_mac_lines:
                # No need to decode what is thrown away: only wide encodings have this byte inside a character.
                decoder.reset()
                found = data.find(b"\n")
                data = data[found:] if found >= 0 else b""
            text = decoder.decode(data, final=is_end)
            if is_first and text:
                is_first = False
                text = text.removeprefix("\ufeff")
                has_old_mac_lines = "\r" in text[:-1] and "\n" not in text
            if has_old_mac_lines:
                text = text.replace("\r", "\n")
            if is_end and not text:
                break
            cut = text.rfind("\n") + 1
            if is_skipping:
                start = text.find("\n") + 1
                if not start:
                    continue
                is_skipping = False
                line += 1
                text, cut = text[start:], cut - start
            if cut:
                block = "".join((*carry, text[:cut]))
                yield Block(block, line)
                line += block.count("\n")
                carry, carried = [], 0
            if rest := text[cut:]:
                carry.append(rest)
                carried += len(rest)
            if carried > limits.max_row_bytes:
                yield Block("".join(carry)[: limits.raw_clip], line, is_overlong=True)
                carry, carried, is_skipping = [], 0, True
            if is_end:
                break
    if carried:
        yield Block("".join(carry) + "\n", line)
