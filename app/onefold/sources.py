"""Adding a source: what is there, what its columns seem to mean, written down for the user to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from onefold_core.errors import ConfigError, SourceTerminalError
from onefold_core.identifiers import checked_name, column_name
from onefold_core.settings import Project

if TYPE_CHECKING:
    from onefold_pipelines.mapping.propose_yaml import ProposedObject
    from onefold_pipelines.shapes import TableShape
    from sqlalchemy import Engine


@dataclass(frozen=True)
class ProposedSource:
    """A source's YAML as proposed; `path` is None when it was only shown.

    `advice` is what to do with the file; `unseen` says why a system's account was not looked at, and `again` are the
    lines that have it looked at.
    """

    name: str
    yaml: str
    path: str | None
    objects: tuple[str, ...]
    doubtful: tuple[str, ...]
    secret: str | None
    where_from: str = "the URL with its password; it is not written to the YAML"
    doubt: str = "not sure about"
    advice: str = "correct what was guessed wrong"
    unseen: str | None = None
    again: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The proposal as `--json` prints it."""
        return dict(vars(self))

    def text(self) -> str:
        """The proposal, and what to do with it."""
        if self.path is None:
            return self.yaml
        lines = [f"wrote {self.path}: {', '.join(self.objects)}"]
        if self.doubtful:
            lines += ["", f"{self.doubt}:", *(f"  {column}" for column in self.doubtful)]
        secret = [f"  export {self.secret}=…   ({self.where_from})"] if self.secret else []
        if self.unseen:
            lines += [
                "",
                f"the account was not looked at: {self.unseen}. To have its own fields and rights in the file:",
            ]
            lines += [*secret, *(f"  {line}" for line in self.again), "", "then:"]
        else:
            lines += ["", f"read {self.path} and {self.advice}, then:", *secret]
        lines += [f"  onefold source test {self.name}", "  onefold source build", "  onefold run"]
        return "\n".join(lines)


def propose_source(
    project: Project, place: str, name: str, *, tables: Sequence[str] = (), trust: int = 50, write: bool = True
) -> ProposedSource:
    """Look at a file, a pattern or a database URL and propose a source called `name`.

    A URL with a password is not written: the source then takes it from the secret that the proposal names.
    """
    from onefold_pipelines.mapping.propose_yaml import render_yaml
    from onefold_pipelines.shapes import describe_url_or_file

    checked_name(name, "source")
    path = project.root / "sources" / f"{name}.yml"
    if write and path.exists():
        raise ConfigError(
            "source-exists", "the project has a source of that name", where=str(path), mend="choose another --name"
        )
    is_database = "://" in place
    typed, place = place, place if is_database else _below(project.root, place)
    try:
        shapes = _chosen(describe_url_or_file(place, project.root), tables)
    except SourceTerminalError as error:
        meant = _meant_system(typed, name) if error.code == "no-files" else None
        raise meant or error from None
    objects = _objects(shapes)
    secret = f"SOURCES__{name.upper()}__URL" if is_database and urlsplit(place).password else None
    url = place if is_database and secret is None else None
    text = render_yaml(
        name,
        "sql" if is_database else "files",
        objects,
        url=url,
        trust=trust,
        country=project.file.default_country,
        currency=project.file.base_currency,
    )
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return ProposedSource(
        name=name,
        yaml=text,
        path=path.relative_to(project.root).as_posix() if write else None,
        objects=tuple(one.name for one in objects),
        doubtful=(
            *(f"{o.name}: key: {o.proposal.key_reason}" for o in objects if not o.proposal.key),
            *(f"{o.name}.{c.header}: {c.reason}" for o in objects for c in o.proposal.columns if not c.is_sure),
        ),
        secret=secret,
    )


def propose_system(
    project: Project,
    state: Engine,
    system: str,
    name: str,
    *,
    url: str | None = None,
    trust: int | None = None,
    write: bool = True,
) -> ProposedSource:
    """The file of a shipped system: what its account has of its own, when the secrets are there to look at it.

    A file of that name that names no objects yet keeps what it says, and the account is looked at again. `url` is the
    system's address where it is not the usual one.
    """
    from onefold_core.settings import Source
    from onefold_core.settings_rest import About
    from onefold_core.settings_source import SourceFile
    from onefold_core.systems import load_system, resolved
    from onefold_pipelines.rest.offer import file_head, offer_yaml, offers, with_setting

    from onefold.run.extract import outside_of

    checked_name(name, "source")
    path = project.root / "sources" / f"{name}.yml"
    shipped = load_system(system)
    about = About.model_validate(shipped["about"])
    before = _undecided(path, system) if path.exists() else None
    if before is None and path.exists() and write:
        raise ConfigError(
            "source-exists",
            "the project has a source of that name, and it is of another kind or names objects already",
            where=str(path),
            mend=f"onefold source test {name} names what nobody decided about; or choose another --name",
        )
    document, head = before or ({"kind": system}, with_setting(file_head(system, about), "trust", shipped["trust"]))
    for setting, value in (("trust", trust), ("url", url)):
        if value is not None:
            document, head = {**document, setting: value}, with_setting(head, setting, value)
    file = SourceFile.model_validate(resolved(document, path))
    source = Source(name=name, path=path, file=file)
    found, secret, unseen = [], None, None
    try:
        found = offers(source, project.root, outside_of(project, state))
    except ConfigError as error:
        if error.code not in ("no-credentials", "no-url", "no-option"):
            raise
        unseen = error.what
        first = file.rest.auth[0].secrets[0] if file.rest and file.rest.auth else "token"
        secret = f"SOURCES__{name.upper()}__{first.upper()}" if error.code == "no-credentials" else None
    off = [one for one, body in shipped["objects"].items() if body.get("off")]
    again = f"onefold source add {system} --name {name}"
    text = offer_yaml(head, found, off, unseen=f"{unseen}; {again} looks at it" if unseen else None)
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    refused = {one.name: one.why_not for one in found if one.why_not}
    shown = path.relative_to(project.root).as_posix()
    asked = ", ".join(setting for setting in about.asks if not _says(document, setting))
    return ProposedSource(
        name=name,
        yaml=text,
        path=shown if write else None,
        objects=tuple(one for one in file.objects if one not in refused),
        doubtful=tuple(f"{one}: {why}" for one, why in refused.items()),
        secret=secret,
        where_from=f"docs/sources/{system}.md says where it is had",
        doubt="switched off, since it cannot be read",
        advice=_advice(asked, sum(len(one.fields) for one in found)),
        unseen=unseen,
        again=(*([f"fill in what {shown} asks for: {asked}"] if asked else []), again),
    )


def _undecided(path: Path, system: str) -> tuple[dict[str, Any], list[str]] | None:
    """What the file of a system says, and its lines; None where it is another's or says something about objects."""
    from onefold_core.yamlio import load_yaml
    from onefold_pipelines.rest.offer import kept_head

    document = load_yaml(path)
    if not isinstance(document, dict) or document.get("kind") != system or document.get("objects"):
        return None
    head = kept_head(path.read_text(encoding="utf-8"))
    is_plain = any(line.startswith("kind:") for line in head)
    return ({k: v for k, v in document.items() if k != "objects"}, head) if is_plain else None


def _says(document: dict[str, Any], setting: str) -> bool:
    outer, _, inner = setting.partition(".")
    value = document.get(outer)
    return value is not None and (not inner or (isinstance(value, dict) and inner in value))


def _advice(asked: str, fields: int) -> str:
    """What to do with a system's file: nothing in it was guessed."""
    parts = [f"fill in what you know of {asked}"] if asked else []
    parts += [f"map or ignore what you need of the account's own fields ({fields} are kept)"] if fields else []
    return " and ".join(parts) or "lay over it what differs"


def _meant_system(place: str, name: str) -> SourceTerminalError | None:
    """The error for a word that is no file and was probably meant for a shipped system."""
    from onefold_core.systems import about_systems
    from onefold_pipelines.contract import closest

    words = {word: system for system, about in about_systems() for word in (system, *re.findall(r"\w+", about.title))}
    meant = closest(place, list(words)) if re.fullmatch(r"[\w-]+", place) else None
    if meant is None:
        return None
    return SourceTerminalError(
        "no-files",
        "no file matches the path, and no shipped system is called so",
        where=place,
        valid=sorted(set(words.values())),
        mend=f"onefold source add {words[meant]} --name {name}",
    )


def _below(root: Path, place: str) -> str:
    """A path as the project's YAML says it: relative to the project, though it was typed relative to here."""
    here = Path(place)
    if here.is_absolute():
        return here.relative_to(root).as_posix() if here.is_relative_to(root) else here.as_posix()
    found = (Path.cwd() / here).resolve() if not any(c in place for c in "*?[") else Path.cwd() / here
    if not found.exists() and list(root.glob(place)):
        return place
    return found.relative_to(root).as_posix() if found.is_relative_to(root) else found.as_posix()


def _chosen(shapes: list[TableShape], tables: Sequence[str]) -> list[TableShape]:
    names = [shape.name for shape in shapes]
    unknown = sorted(set(tables) - set(names))
    if unknown:
        raise ConfigError(
            "unknown-table",
            "the source has no such table",
            where=", ".join(unknown),
            valid=names,
            mend="onefold source add URL --name NAME --table TABLE",
        )
    return [shape for shape in shapes if not tables or shape.name in tables]


def _objects(shapes: list[TableShape]) -> list[ProposedObject]:
    """A proposal for each table, in two passes: references need to know what the other tables are."""
    from onefold_pipelines.mapping.propose import propose
    from onefold_pipelines.mapping.propose_yaml import ProposedObject

    names = {shape.name: _object_name(shape.name) for shape in shapes}
    first = {s.name: propose(s.headers, s.samples, name=s.name).entity for s in shapes}
    known = {names[table]: entity for table, entity in first.items()}
    made = []
    for shape in shapes:
        others = {name: entity for name, entity in known.items() if name != names[shape.name]}
        proposal = propose(shape.headers, shape.samples, name=shape.name, objects=others, key=shape.declared_key)
        facts = dict(shape.facts)
        if names[shape.name] != shape.name and "path" not in facts:
            facts["table"] = shape.name
        made.append(ProposedObject(names[shape.name], proposal, facts))
    return made


def _object_name(table: str) -> str:
    return re.sub(r"_+", "_", column_name(table))[:48].strip("_") or "rows"
