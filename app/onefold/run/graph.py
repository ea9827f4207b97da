"""Runs the steps in order, records each, resumes a run that was cut off, and ends every run in a recorded state.

A step is idempotent: it is recorded as done only after its work is committed, so a kill between the two repeats it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onefold_core.errors import GateError, OnefoldError
from onefold_core.lock import project_lock
from onefold_core.settings import Project
from onefold_core.state import runs
from sqlalchemy import Engine

import onefold
from onefold.run import steps
from onefold.run.context import RunContext, Say

Facts = dict[str, object]


@dataclass(frozen=True)
class Step:
    """A named piece of a run; `work` returns counts without personal data."""

    name: str
    work: Callable[[RunContext, dict[str, Facts]], Facts]


GRAPH: tuple[Step, ...] = (
    Step("extract", steps.extract_step),
    Step("stage", steps.stage_step),
    Step("standardise", steps.standardise_step),
    Step("match", steps.match_step),
    Step("build", steps.build_step),
    Step("audit", steps.audit_step),
    Step("publish", steps.publish_step),
    Step("report", steps.report_step),
)


@dataclass(frozen=True)
class RunResult:
    """How a run ended, with the facts of each step."""

    run_id: str
    status: str
    build: str | None
    report: str | None
    seconds: float
    steps: dict[str, Facts]

    def as_dict(self) -> dict[str, object]:
        """The result as `--json` prints it."""
        return dict(vars(self))


def run_project(
    project: Project,
    state: Engine,
    *,
    say: Say,
    tell: Say = lambda _: None,
    full: bool = False,
    fresh: bool = False,
    graph: Sequence[Step] = GRAPH,
) -> RunResult:
    """Run every step; GateError (exit 4) when the audit refuses, after the report has been written.

    What was published before stays current unless the whole run succeeds. `say` is given each step that is done,
    `tell` what is at work meanwhile.
    """
    started = time.monotonic()
    with project_lock(project.data, "run"):
        context, done = _begin(project, state, say, tell, full=full, fresh=fresh)
        if fresh:
            from onefold_pipelines.kept import forget_reads

            forget_reads(project.data / "dlt")
        try:
            for ordinal, step in enumerate(graph, start=1):
                if step.name not in done:
                    done[step.name] = _perform(context, step, ordinal, done)
        except GateError as error:
            _refuse(context, error, done)
            raise
        except OnefoldError as error:
            runs.finish_run(state, context.run_id, "failed", error_code=error.code)
            raise
        except Exception as error:
            runs.finish_run(state, context.run_id, "failed", error_code=type(error).__name__)
            raise
        build = str(done["publish"]["build"])
        runs.finish_run(state, context.run_id, "published", build=build, facts={name: done[name] for name in done})
    return RunResult(
        run_id=context.run_id,
        status="published",
        build=build,
        report=str(context.report_path),
        seconds=round(time.monotonic() - started, 1),
        steps=done,
    )


def _begin(
    project: Project, state: Engine, say: Say, tell: Say, *, full: bool, fresh: bool
) -> tuple[RunContext, dict[str, Facts]]:
    context = RunContext.open(project, state, say=say, tell=tell, full=full)
    for earlier in runs.list_runs(state, limit=50):
        if earlier.status != "running" or (earlier.project, earlier.target) != (project.name, project.target_name):
            continue
        # We hold the lock, so its process is gone.
        if not fresh and earlier.config_hash == context.config_hash:
            done = {s.name: s.facts for s in earlier.steps if s.status == "done"}
            say(f"resuming run {earlier.run_id}, which was cut off after: {', '.join(done) or 'its start'}")
            return replace(context, run_id=earlier.run_id), done
        runs.finish_run(state, earlier.run_id, "interrupted")
    runs.start_run(
        state,
        context.run_id,
        project=project.name,
        target=project.target_name,
        config_hash=context.config_hash,
        version=onefold.__version__,
    )
    return context, {}


def _perform(context: RunContext, step: Step, ordinal: int, done: dict[str, Facts]) -> Facts:
    context.tell(step.name)
    started = time.monotonic()
    runs.start_step(context.state, context.run_id, step.name, ordinal)
    try:
        facts = step.work(context, done)
    except BaseException as error:
        if isinstance(error, Exception):
            code = error.code if isinstance(error, OnefoldError) else type(error).__name__
            runs.finish_step(context.state, context.run_id, step.name, "failed", {"error": code})
        raise
    facts = {**facts, "seconds": round(time.monotonic() - started, 2)}
    runs.finish_step(context.state, context.run_id, step.name, "done", facts)
    context.say(f"{step.name:<12} {facts['seconds']:>6} s  {facts.get('headline', '')}".rstrip())
    return facts


def _refuse(context: RunContext, error: GateError, done: dict[str, Facts]) -> None:
    """A refused run still leaves its report: what failed is what its reader needs."""
    if "audit" in done or error.code == "audit-failed":
        try:
            steps.report_step(context, done)
            context.say(f"report: {context.report_path}")
        except OnefoldError as second:
            context.say(f"the report could not be written: {second.code}")
    runs.finish_run(context.state, context.run_id, "refused", error_code=error.code)
