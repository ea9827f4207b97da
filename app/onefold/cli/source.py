"""`onefold source catalog|list|add|test|build|drop`."""

from __future__ import annotations

from typing import Annotated

import typer

from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, emit, load, state_of, table

app = typer.Typer(help="The systems a project reads.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def catalog(json: JsonFlag = False) -> None:
    """Kinds of source and systems that this version reads; works without a project."""
    from onefold_pipelines.catalog import catalog_entries

    found = catalog_entries()
    rows = [(e.name, e.reads, e.add) for e in found]
    emit([vars(e) for e in found], lambda: table(("kind", "reads", "add it with"), rows), json=json)


@app.command("list")
def list_(project: ProjectOption = HERE, target: TargetOption = None, json: JsonFlag = False) -> None:
    """Sources of this project and their objects."""
    found = [
        {
            "source": s.name,
            "kind": s.file.system or s.file.kind,
            "trust": s.file.trust,
            "object": name,
            "entity": o.entity,
        }
        for s in load(project, target).sources
        for name, o in s.file.objects.items()
    ]
    headers = ("source", "kind", "trust", "object", "entity")
    rows = [tuple(row.values()) for row in found]
    empty = "no sources yet; start with: onefold source add FILE-OR-URL --name crm"
    emit(found, lambda: table(headers, rows) if rows else empty, json=json)


@app.command()
def add(
    place: Annotated[str, typer.Argument(help="A file, a pattern of files, a database URL, or a shipped system.")],
    name: Annotated[str, typer.Option(help="What to call the source: a-z, 0-9 and _.")],
    table_names: Annotated[list[str] | None, typer.Option("--table", help="Only these tables of a database.")] = None,
    url: Annotated[str | None, typer.Option(help="A system's address, where it is not the usual one.")] = None,
    trust: Annotated[
        int | None,
        typer.Option(help="How far it is believed, 0 to 100; when absent, what a shipped system says, else 50."),
    ] = None,
    write: Annotated[bool, typer.Option(help="Write sources/NAME.yml; --no-write only shows it.")] = True,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Look at a file, a database or a system and propose its mapping, for you to confirm in sources/NAME.yml."""
    from onefold_core.systems import system_names

    from onefold.sources import propose_source, propose_system

    opened = load(project, target)
    if place in system_names():
        made = propose_system(opened, state_of(opened), place, name, url=url, trust=trust, write=write)
    else:
        made = propose_source(
            opened, place, name, tables=table_names or (), trust=50 if trust is None else trust, write=write
        )
    emit(made.as_dict(), made.text, json=json)


@app.command("test")
def test_(
    name: Annotated[str, typer.Argument(help="The source.")],
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Connect, look for every table and column that is mapped, read a first page; nothing is written."""
    from onefold_pipelines.probe import Check, test_source

    from onefold.run.extract import loaded_states, outside_of

    opened = load(project, target)
    source = opened.source(name)
    # A token that is renewed here is the only one that holds afterwards, so it is kept though nothing else is written.
    outside = outside_of(opened, state_of(opened)) if source.file.kind == "rest" else None
    states = loaded_states(opened, source)
    checks = test_source(source, opened.root, outside, states)
    if states is None:
        checks.append(Check("last load", True, "not looked at, another command has the warehouse"))
    lines = [
        f"{'ok  ' if c.ok else 'FAIL'}  {c.name}: {c.finding}" + (f"\n      mend: {c.mend}" if c.mend else "")
        for c in checks
    ]
    emit([vars(c) for c in checks], "\n".join(lines), json=json)
    if not all(c.ok for c in checks):
        raise typer.Exit(3)


@app.command()
def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 2 when models are stale.")] = False,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Write the staging and intermediate SQL from the sources' YAML."""
    from onefold_pipelines.mapping.build import build_models
    from onefold_pipelines.mapping.scaffold import write_dbt_scaffold

    opened = load(project, target)
    made = () if check else write_dbt_scaffold(opened)
    result = build_models(opened, check_only=check)
    written = [path.as_posix() for path in (*made, *result.written)]
    removed = [path.as_posix() for path in result.stale]
    unchanged = len(result.unchanged)
    facts = {"written": written, "removed": removed, "unchanged": unchanged, "warnings": list(result.warnings)}
    lines = [*(f"wrote {path}" for path in written), *(f"removed {path}" for path in removed)]
    lines += [f"note: {w}" for w in result.warnings]
    lines.append(f"{unchanged} models were up to date")
    emit(facts, "\n".join(lines), json=json)


@app.command()
def drop(
    name: Annotated[str, typer.Argument(help="A source that the project has no more, or of which it reads less.")],
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Take a former source, or the former objects of one, out of the warehouse, and the tokens it kept."""
    from onefold_core.lock import project_lock
    from onefold_core.state.credentials import Credentials
    from onefold_core.warehouse import open_warehouse
    from onefold_pipelines.former import drop_former
    from onefold_pipelines.kept import clear, spool_folder

    opened = load(project, target)
    with project_lock(opened.data, "source drop"), open_warehouse(opened.warehouse) as connection:
        former = drop_former(connection, name, opened.sources)
        if former.is_whole:
            Credentials(state_of(opened), opened.root, opened.data).forget(name)
            clear(spool_folder(opened.data / "dlt", name))
    text = f"dropped {former.source}: {former.rows:,} rows of {', '.join(former.objects)}\nnext: onefold run"
    emit(vars(former), text, json=json)
