"""Examples in documents: the console blocks that tests run, and the comparison of what they print.

A block starts with ```console run. `$ command` lines are run in order; what follows is what the terminal shows, and
`(exit 4)` its exit code when that is not 0. `…` stands for any text, alone on a line for any lines. Run ids, times,
durations and the project's folder never count; after ```console run figures no number does.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"^\(exit (\d)\)$")
_NOISE = (
    (re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}"), "RUN"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z"), "TIME"),
    (re.compile(r"\b[cdk]_[0-9A-Za-z]{12,20}\b"), "ID"),
    (re.compile(r"\d+(\.\d+)? (s|GB)\b"), r"N \2"),
    (re.compile(r"-{2,}"), "--"),
    (re.compile(r"\s+"), " "),
)
_NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?")


@dataclass(frozen=True)
class Step:
    """One command of a document and what it should print."""

    line: int
    command: str
    expected: tuple[str, ...]
    exit_code: int
    is_figures: bool


def blocks(text: str) -> Iterator[tuple[int, str, str, str]]:
    """(line, language, what follows it, content) of every fenced block."""
    for found in _BLOCK.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[1], found[2].strip(), found[3]


def steps(document: Path) -> Iterator[Step]:
    """The commands of a document that are to be run."""
    for start, language, options, content in blocks(document.read_text(encoding="utf-8")):
        words = options.split()
        if language != "console" or "run" not in words:
            continue
        for number, part in enumerate(re.split(r"^\$ ", content, flags=re.MULTILINE)):
            if number:
                command, *output = part.rstrip("\n").split("\n")
                while command.endswith("\\"):
                    command = command[:-1] + output.pop(0).lstrip("> ")
                code = _EXIT.match(output[-1]) if output else None
                shown = output[:-1] if code else output
                yield Step(start, command, tuple(shown), int(code[1]) if code else 0, "figures" in words)


@dataclass
class Terminal:
    """A folder and an environment that commands change as a user's shell would."""

    folder: Path
    shown_as: str
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.home = self.folder
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
        self.environment = {**os.environ, "PATH": path, "COLUMNS": "80", **self.environment}

    def run(self, command: str) -> tuple[int, str]:
        """Exit code and output of one command; `cd` and `export` keep their effect."""
        words = shlex.split(command)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            return 0, ""
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = self.environment[value[1:]] if value.startswith("$") else value
            return 0, ""
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            timeout=300,
            check=False,
        )
        text = done.stdout.decode("utf-8").replace(str(self.home), self.shown_as)
        return done.returncode, text


def follow(document: Path, terminal: Terminal) -> list[str]:
    """Run a document's examples in order; what went otherwise than it says."""
    found = (difference(step, *terminal.run(step.command)) for step in steps(document))
    return [wrong for wrong in found if wrong is not None]


def difference(step: Step, code: int, output: str) -> str | None:
    """What a reader would find wrong with an example, or None."""
    lines = [_plain(line, step.is_figures) for line in output.rstrip("\n").split("\n")]
    pattern = "".join(_pattern(line, step.is_figures) for line in step.expected)
    if code != step.exit_code:
        return f"exit code {code}, not {step.exit_code}:\n{output}"
    if not re.fullmatch(pattern, "".join(f"{line}\n" for line in lines) if output.strip() else ""):
        return f"line {step.line}: $ {step.command}\n{output}"
    return None


def _pattern(line: str, is_figures: bool) -> str:
    if line.strip() == "…":
        return r"(?:.*\n)*"
    return r".*".join(re.escape(part) for part in _plain(line, is_figures).split("…")) + r"\n"


def _plain(line: str, is_figures: bool) -> str:
    for noise, instead in _NOISE:
        line = noise.sub(instead, line)
    return (_NUMBER.sub("#", line) if is_figures else line).strip()
