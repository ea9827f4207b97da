"""Writing a project's staging and intermediate models from its sources' YAML, and telling which are stale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from onefold_core.errors import ConfigError
from onefold_core.model import entities
from onefold_core.settings import Project

from onefold_pipelines.mapping.check import check_source
from onefold_pipelines.mapping.intermediate_sql import intermediate_sql
from onefold_pipelines.mapping.model_docs import intermediate_docs, source_docs
from onefold_pipelines.mapping.plan import ObjectPlan, plan_source
from onefold_pipelines.mapping.sqltext import is_as_written, stamped
from onefold_pipelines.mapping.staging_sql import staging_sql

_COMMENTS = {".sql": "--", ".yml": "#"}


@dataclass(frozen=True)
class BuildResult:
    """What became of each model file, as paths below the project; `stale` ones no source asked for, and are removed."""

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    stale: tuple[Path, ...]
    warnings: tuple[str, ...]


def build_models(project: Project, *, check_only: bool = False) -> BuildResult:
    """Write every model that differs from what the YAML says and remove those it no longer asks for.

    `check_only` writes nothing and raises ConfigError when there would be something to write or remove. ConfigError
    also for a mapping that cannot be built, a hand-written model that is missing, and a written one edited since.
    """
    warnings = [w for source in project.sources for w in check_source(source, project.sources)]
    plans = [plan for source in project.sources for plan in plan_source(source)]
    _require_hand_written(project, plans)
    wanted = dict(_files(project, plans))
    current = {path: _read(project.root / path) for path in wanted}
    changed = tuple(path for path, text in wanted.items() if current[path] != text)
    stale = tuple(_orphans(project, wanted))
    for path in changed:
        _refuse_edited(path, current[path])
    if check_only:
        _require_fresh((*changed, *stale))
    for path in changed:
        file = project.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(wanted[path], encoding="utf-8", newline="\n")
    for path in stale:
        (project.root / path).unlink()
    unchanged = tuple(path for path in wanted if path not in set(changed))
    return BuildResult(changed, unchanged, stale, tuple(warnings))


def _require_fresh(paths: tuple[Path, ...]) -> None:
    if paths:
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        raise ConfigError(
            "stale-models",
            "the staging models are not what the sources' YAML says now",
            where=f"{paths[0].as_posix()}{more}",
            mend="onefold source build",
        )


def staging_path(plan: ObjectPlan) -> Path:
    """The file of an object's staging model, below the project."""
    return Path("dbt", "models", "staging", plan.source.name, f"{plan.model}.sql")


def _files(project: Project, plans: list[ObjectPlan]) -> Iterator[tuple[Path, str]]:
    """Path below the project and text of every file that the YAML asks for."""
    for source in project.sources:
        edit = f"sources/{source.path.name}"
        own = [plan for plan in plans if plan.source.name == source.name]
        for plan in own:
            if not plan.is_custom:
                yield staging_path(plan), stamped(staging_sql(plan), edit)
        docs = Path("dbt", "models", "staging", source.name, f"_{source.name}.yml")
        yield docs, stamped(source_docs(source, own), edit, comment="#")
    folder = Path("dbt", "models", "intermediate")
    for entity in entities().values():
        yield folder / f"int_{entity.name}.sql", stamped(intermediate_sql(entity, plans), "sources/*.yml")
    yield folder / "_intermediate.yml", stamped(intermediate_docs(), "sources/*.yml", comment="#")


def _require_hand_written(project: Project, plans: list[ObjectPlan]) -> None:
    for plan in plans:
        path = staging_path(plan)
        text = _read(project.root / path)
        if plan.is_custom and (text is None or is_as_written(text) is not None):
            raise ConfigError(
                "no-custom-model",
                f"{plan.name} says `model: custom`, and its hand-written model is "
                + ("missing" if text is None else "the generated one"),
                where=path.as_posix(),
                mend=f"write it with the columns of int_{plan.entity} but position and ids, or drop `model: custom`",
            )


def _orphans(project: Project, wanted: dict[Path, str]) -> Iterator[Path]:
    """Files that were written for an object or source that is gone; hand-written ones are none of ours."""
    for folder in ("staging", "intermediate"):
        for file in sorted((project.dbt / "models" / folder).rglob("*")):
            path = file.relative_to(project.root)
            if path not in wanted and file.suffix in _COMMENTS:
                text = _read(file)
                if text is not None and is_as_written(text, comment=_COMMENTS[file.suffix]):
                    yield path


def _refuse_edited(path: Path, text: str | None) -> None:
    if text is None or is_as_written(text, comment=_COMMENTS[path.suffix]):
        return
    raise ConfigError(
        "edited-model",
        "a model that `onefold source build` writes was written or edited by hand",
        where=path.as_posix(),
        mend="say `model: custom` for its object in the source's YAML, or delete the file and build again",
    )


def _read(path: Path) -> str | None:
    """The file's text with newlines as written (git may have changed them); None when there is none."""
    return path.read_text(encoding="utf-8") if path.is_file() else None
