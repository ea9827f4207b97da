"""The command line: one file a verb; exit codes 0 ok, 1 internal, 2 usage, 3 source, 4 gate, 5 locked."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from contextlib import suppress
from typing import Any, NoReturn

import typer
from onefold_core.errors import ConfigError, OnefoldError, no_room
from typer.core import TyperGroup

_USAGE_ERROR = typer.BadParameter.__mro__[1]
"""Every complaint about arguments; typer keeps the class to itself and exports only this child of it."""


class _OutputClosed(Exception):
    """Whoever read the output (`| head`) has gone."""


class _Group(TyperGroup):
    """Tells a closed output by an exception of ours: click would leave with exit code 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _OutputClosed from None


app = typer.Typer(
    name="onefold",
    cls=_Group,
    help="Fold the customer records of many systems into one clean customer model.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _register() -> None:
    from onefold.cli import (
        correct,
        dashboard,
        decide,
        decisions,
        doctor,
        evaluate,
        explain,
        init,
        match,
        model,
        plan,
        report,
        rollback,
        run,
        runs,
        source,
        standardise,
        sync,
    )

    for verb in (
        init.init,
        doctor.doctor,
        sync.sync,
        run.run,
        plan.plan,
        explain.explain,
        decide.decide,
        correct.correct,
        match.match,
        evaluate.evaluate,
        standardise.standardise,
        report.report,
        dashboard.dashboard,
        runs.runs,
        rollback.rollback,
    ):
        app.command()(verb)
    app.add_typer(source.app, name="source")
    app.add_typer(decisions.app, name="decisions")
    app.add_typer(model.app, name="model")


def _version(value: bool) -> None:
    if value:
        import onefold

        sys.stdout.write(f"onefold {onefold.__version__}\n")
        raise typer.Exit


@app.callback()
def _main(
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Print the version."),
) -> None:
    pass


_register()


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code; errors go to stderr, as JSON on stdout with --json."""
    arguments = sys.argv[1:] if arguments is None else arguments
    # dbt's trees stay until the command ends; Python would look through them for garbage thousands of times.
    gc.set_threshold(100_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console or a C locale would refuse Cyrillic
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # Not standalone: with --json a wrong option is told as JSON too.
        code = app(arguments, standalone_mode=False) or 0
        sys.stdout.flush()
        sys.exit(code)
    except typer.Abort:
        sys.stderr.write("aborted\n")
        sys.exit(1)
    except OnefoldError as error:
        with suppress(BrokenPipeError):
            sys.stdout.flush()  # figures before what is wrong with them, in a pipe too
        _tell(error, as_json="--json" in arguments)
        sys.exit(error.exit_code)
    except (_OutputClosed, BrokenPipeError):
        # What is left in the buffer has nowhere to go, and Python flushes it at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if isinstance(error, _USAGE_ERROR):
            _refuse_usage(error, as_json="--json" in arguments)
        told = _internal(error)
        _tell(told, as_json="--json" in arguments)
        if os.environ.get("ONEFOLD_TRACEBACK"):
            traceback.print_exc()
        sys.exit(told.exit_code)


def _refuse_usage(error: Any, *, as_json: bool) -> NoReturn:
    if as_json:
        verb = error.ctx.command_path if error.ctx else "onefold"
        _tell(ConfigError("usage", error.format_message(), where=verb, mend=f"{verb} --help"), as_json=True)
    else:
        error.show()
    sys.exit(ConfigError.exit_code)


def _tell(error: OnefoldError, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(error.as_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stderr.write(f"error: {error}\n")


def _internal(error: Exception) -> OnefoldError:
    """What can be said of a defect without a customer's value: its type and its place, never its message."""
    if full := no_room(error):
        return full
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "onefold" in f.filename] or frames
    place = f"{os.path.basename(ours[-1].filename)}, line {ours[-1].lineno}" if ours else "unknown"  # noqa: PTH119
    return OnefoldError(
        "internal",
        f"onefold met a defect of its own ({type(error).__name__})",
        where=place,
        mend="run it again with ONEFOLD_TRACEBACK=1 and report it; the trace may hold personal data",
    )
