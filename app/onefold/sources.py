"""Adding a source: what is there, what its columns seem to mean, written down for the user to confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onefold_core.errors import ConfigError
from onefold_core.identifiers import checked_name, column_name
from onefold_core.settings import Project

if TYPE_CHECKING:
    from onefold_pipelines.mapping.propose_yaml import ProposedObject
    from onefold_pipelines.shapes import TableShape
    from sqlalchemy import Engine


@dataclass(frozen=True)
class ProposedSource:
    """A source's YAML as proposed; `path` is None when it was only shown."""

    name: str
    yaml: str
    path: str | None
    objects: tuple[str, ...]
    doubtful: tuple[str, ...]
    secret: str | None
    where_from: str = "the URL with its password; it is not written to the YAML"

    def as_dict(self) -> dict[str, object]:
        """The proposal as `--json` prints it."""
        return dict(vars(self))

    def text(self) -> str:
        """The proposal, and what to do with it."""
        if self.path is None:
            return self.yaml
        lines = [f"wrote {self.path}: {', '.join(self.objects)}"]
        if self.doubtful:
            lines += ["", "not sure about:", *(f"  {column}" for column in self.doubtful)]
        lines += ["", f"read {self.path} and correct what was guessed wrong, then:"]
        if self.secret:
            lines.append(f"  export {self.secret}=…   ({self.where_from})")
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
    place = place if is_database else _below(project.root, place)
    shapes = _chosen(describe_url_or_file(place, project.root), tables)
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
    trust: int = 50,
    write: bool = True,
) -> ProposedSource:
    """The file of a shipped system: what its account has of its own, when the secrets are there to look at it.

    `url` is the system's address where it is not the usual one.
    """
    from onefold_core.settings import Source, SourceFile
    from onefold_core.settings_rest import About
    from onefold_core.systems import load_system, resolved
    from onefold_pipelines.rest.offer import offer_yaml, offers

    from onefold.run.extract import outside_of

    checked_name(name, "source")
    path = project.root / "sources" / f"{name}.yml"
    if write and path.exists():
        raise ConfigError(
            "source-exists", "the project has a source of that name", where=str(path), mend="choose another --name"
        )
    shipped = load_system(system)
    off = [one for one, body in shipped["objects"].items() if body.get("off")]
    document = {"kind": system} | ({"url": url} if url else {})
    file = SourceFile.model_validate(resolved(document, path))
    source = Source(name=name, path=path, file=file)
    secret = None
    try:
        found = offers(source, project.root, outside_of(project, state))
    except ConfigError as error:
        if error.code not in ("no-credentials", "no-url", "no-option"):
            raise
        found = []
        first = file.rest.auth[0].secrets[0] if file.rest and file.rest.auth else "token"
        secret = f"SOURCES__{name.upper()}__{first.upper()}" if error.code == "no-credentials" else None
    text = offer_yaml(system, About.model_validate(shipped["about"]), found, off, url=url, trust=trust)
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return ProposedSource(
        name=name,
        yaml=text,
        path=path.relative_to(project.root).as_posix() if write else None,
        objects=tuple(file.objects),
        doubtful=tuple(f"{one.name}: {one.why_not}" for one in found if one.why_not),
        secret=secret,
        where_from=f"docs/sources/{system}.md says where it is had",
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
