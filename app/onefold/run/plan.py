"""What a run would do: resume or start, which sources, what changed in the configuration, what is published now."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from onefold_core.published import current_build
from onefold_core.settings import Project
from onefold_core.state import corrections, decisions, runs
from sqlalchemy import Engine

from onefold.run.context import config_hash
from onefold.run.graph import GRAPH


@dataclass(frozen=True)
class Plan:
    """A look ahead; nothing is read from the sources and nothing is written."""

    project: str
    target: str
    resumes: str | None
    steps: tuple[str, ...]
    sources: dict[str, tuple[str, ...]]
    configuration_changed: bool
    current_build: str | None
    decisions: int
    corrections: int
    gates: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """The plan as `--json` prints it."""
        return asdict(self)

    def text(self) -> str:
        """The plan in words."""
        lines = [f"project {self.project}, target {self.target}"]
        lines.append(f"resumes run {self.resumes}" if self.resumes else "starts a new run")
        if self.configuration_changed:
            lines.append("the configuration has changed since the last run")
        lines.append(f"steps: {', '.join(self.steps)}")
        lines += [f"reads {name}: {', '.join(objects)}" for name, objects in self.sources.items()]
        lines.append(f"applies {self.decisions} decisions and {self.corrections} corrections")
        lines.append(f"publishes only if these pass: {', '.join(self.gates)}")
        lines.append(f"published now: {self.current_build or 'nothing'}")
        return "\n".join(lines)


def plan_run(project: Project, state: Engine) -> Plan:
    """Look at the project and its last run."""
    past = [r for r in runs.list_runs(state, limit=50) if r.target == project.target_name]
    now = config_hash(project, state)
    cut_off = next((r for r in past if r.status == "running" and r.config_hash == now), None)
    done = {s.name for s in cut_off.steps if s.status == "done"} if cut_off else set()
    current = current_build(project.data / "published")
    return Plan(
        project=project.name,
        target=project.target_name,
        resumes=cut_off.run_id if cut_off else None,
        steps=tuple(step.name for step in GRAPH if step.name not in done),
        sources={s.name: tuple(n for n, o in s.file.objects.items() if o.is_landed) for s in project.sources},
        configuration_changed=bool(past) and past[0].config_hash != now,
        current_build=current.build if current else None,
        decisions=len(decisions.active_decisions(state)),
        corrections=len(corrections.active_corrections(state)),
        gates=project.file.publish.require,
    )
