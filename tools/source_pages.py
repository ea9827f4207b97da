"""Writes docs/sources/<system>.md and the list of systems from the shipped YAML: python tools/source_pages.py

tests/docs/test_source_pages.py says when a page is not what the YAML says now.
"""

from __future__ import annotations

from pathlib import Path

from onefold_core.settings_rest import About, Rest, asked_setting
from onefold_core.settings_source import MapTarget, SourceFile, SourceObject
from onefold_core.systems import load_system, resolved, system_names

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "sources"
WRITTEN = (
    "<!-- written by tools/source_pages.py from pipelines/onefold_pipelines/sources/{name}.yml; edit that file -->"
)


def shipped(name: str) -> tuple[About, SourceFile, frozenset[str]]:
    """A system: what it says about itself, its file with every object, and the objects that are off by themselves."""
    document = load_system(name)
    off = frozenset(one for one, body in document["objects"].items() if body.get("off"))
    file = SourceFile.model_validate(resolved({"kind": name, "objects": {one: {} for one in off}}, Path(f"{name}.yml")))
    return About.model_validate(document["about"]), file, off


def page(name: str) -> str:
    """The page of one system."""
    about, file, off = shipped(name)
    rest = file.rest or Rest()
    lines = [
        WRITTEN.format(name=name),
        f"# {about.title}",
        "",
        f"Reads {about.reads}. Set the secret first ([credentials](#credentials)), then",
        f"`onefold source add {name} --name {name}{_address(about)}` looks at the account and writes the project's",
        "file, with the account's own fields and without what may not be read; while something is missing it says so,",
        f"and the same command looks again. Then `onefold source test {name}`, `onefold source build`, `onefold run`.",
        "What the file says is laid over the mapping below ([mapping](../mapping.md#shipped-systems)).",
        "",
        "## Credentials",
        about.credentials,
        "",
        *(f"* {_way(one.secrets, name)}" for one in rest.auth),
        "",
        *(_refreshed(name) if any(one.oauth and one.oauth.grant == "refresh_token" for one in rest.auth) else []),
        *(f"`{asked_setting(setting)}` in the project's file: {why}.\n" for setting, why in about.asks.items()),
        "## How it was proven",
        about.proven,
        "",
        "## Objects",
        "| object | becomes | key | increments | deletes | read |",
        "|---|---|---|---|---|---|",
        *(_object_line(one, settings, one in off) for one, settings in file.objects.items()),
        "",
        *([about.deletes, ""] if about.deletes else []),
        f"Everything is read again every {rest.full_sweep_days:g} days (`rest: {{full_sweep_days: …}}`), which",
        f"finds what was deleted without a trace; increments begin {rest.overlap_minutes:g} minutes early.",
        "",
        "## Limits",
        *([about.limits, ""] if about.limits else []),
        "| limit | requests a second | at once | in parallel |",
        "|---|---|---|---|",
        *(f"| `{key}` | {b.rate:g} | {b.burst:g} | {b.parallel} |" for key, b in rest.limits.items()),
        "",
        *(
            ["Versions: " + ", ".join(f"`{v}`" for v in rest.versions) + " (`version:`; the first when absent).", ""]
            if rest.versions
            else []
        ),
        *(["## Worth knowing", *(f"* {note}" for note in about.notes), ""] if about.notes else []),
        "## Fields",
    ]
    for one, settings in file.objects.items():
        lines += _fields(one, settings)
    return "\n".join(lines).rstrip() + "\n"


def _address(about: About) -> str:
    """The option that gives the address of a system that has to know it first of all."""
    return " --url ADDRESS" if next(iter(about.asks), None) == "url" else ""


def _refreshed(name: str) -> list[str]:
    return [
        "A refresh token that was used up or taken back is refused (`login-refused`): authorise the application again",
        f"and give the new one as `SOURCES__{name.upper()}__REFRESH_TOKEN`; what was kept of the old one is then",
        "forgotten. Where each works only once, a run that is killed in the exchange itself, after the system has",
        "given the next token and before it is stored, loses it, and the same mends it.",
        "",
    ]


def _way(secrets: tuple[str, ...], name: str) -> str:
    return ", ".join(f"`SOURCES__{name.upper()}__{secret.upper()}`" for secret in secrets)


def _object_line(name: str, settings: SourceObject, is_off: bool) -> str:
    read = settings.read
    cursor = f"by `{settings.cursor}`" if settings.cursor and read and read.follows else "all, every run"
    found = []
    if read is not None and read.merged is not None:
        found.append("merges")
    found += ["marked by the system"] if settings.deleted else []
    found += ["by the full read"] if cursor.startswith("by") else ["at once"]
    state = "when named" if is_off else "yes"
    keys = ", ".join(f"`{key}`" for key in settings.key)
    return f"| `{name}` | {settings.entity} | {keys} | {cursor} | {', '.join(found)} | {state} |"


def _fields(name: str, settings: SourceObject) -> list[str]:
    lines = [f"### {name}"]
    if settings.map:
        lines += ["| field | becomes |", "|---|---|"]
        lines += [f"| `{header}` | {', '.join(map(_target, targets))} |" for header, targets in settings.map.items()]
    if settings.keep:
        lines += ["", "Kept as custom fields: " + ", ".join(f"`{one}`" for one in settings.keep) + "."]
    if settings.read is not None and settings.read.rights:
        lines += ["", "Rights: " + ", ".join(f"`{one}`" for one in settings.read.rights) + "."]
    return [*lines, ""]


def _target(target: MapTarget) -> str:
    label = f" ({target.label})" if target.label else ""
    each = ", each" if target.each else ""
    return f"{target.as_}{label}{each}"


def index() -> str:
    """The list of systems."""
    rows = [
        f"| [{about.title}]({name}.md) | `{name}` | {about.reads} |"
        for name in system_names()
        for about in [shipped(name)[0]]
    ]
    return "\n".join(
        [
            "<!-- written by tools/source_pages.py; edit that file -->",
            "# Shipped systems",
            "",
            "A system is one YAML of facts; limits, retries, increments, deletes and tokens are shared machinery.",
            "[How to add one](adding.md).",
            "",
            "| system | kind | reads |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def pages() -> dict[str, str]:
    """File name to text of everything that is written."""
    return {"index.md": index()} | {f"{name}.md": page(name) for name in system_names()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file_name, text in pages().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8", newline="\n")
