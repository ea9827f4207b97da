"""`onefold correct CUSTOMER ATTRIBUTE VALUE`: a steward's value, above every source."""

from __future__ import annotations

from typing import Annotated

import typer

from onefold.actor import actor
from onefold.cli.common import HERE, JsonFlag, ProjectOption, TargetOption, WhyOption, emit, load, state_of


def correct(
    customer: Annotated[str, typer.Argument(help="A customer id or one of its records.")],
    attribute: Annotated[str, typer.Argument(help="An attribute of golden.customer.")],
    value: Annotated[str, typer.Argument(help="The right value.")],
    why: WhyOption,
    project: ProjectOption = HERE,
    target: TargetOption = None,
    json: JsonFlag = False,
) -> None:
    """Set an attribute of a customer; it outranks every source from the next run on."""
    from onefold_core import privacy
    from onefold_core.errors import ConfigError
    from onefold_core.lock import project_lock
    from onefold_core.state import corrections

    from onefold.lookup import customer_of
    from onefold.steward import standard_value

    opened = load(project, target)
    state = state_of(opened)
    with project_lock(opened.data, "correct"):
        known = standard_value(attribute, value, country=opened.file.default_country)
        if privacy.load_suppression(state, opened.root).is_suppressed(attribute, known):
            raise ConfigError(
                "erased-contact",
                "this contact belongs to someone who was erased",
                where=attribute,
                mend="ask whoever keeps the suppression list",
            )
        made = corrections.correct(state, customer_of(opened, customer), attribute, known, why=why, actor=actor())
    text = f"{made.correction_id}: {attribute} of {made.customer_id} is set\napply it with: onefold run"
    emit(vars(made), text, json=json)
