"""The model as it is kept between runs: parameters, and how common values were when it was trained.

What a pair weighs must not depend on what else came since; a model changes only when somebody trains it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, astuple
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from onefold_core.clock import utc_now
from onefold_core.identifiers import literal

from onefold_dedupe.block import Policy, over_table
from onefold_dedupe.candidates import Limits
from onefold_dedupe.compare.column import Column
from onefold_dedupe.model import Correlation, Model, Weights
from onefold_dedupe.rows import read_arrays
from onefold_dedupe.ruleset import Comparison, Kind, Ruleset

if TYPE_CHECKING:
    import duckdb

_TABLES = """
create table if not exists match_kept.model (kind varchar, rules varchar, code varchar, document json);
create table if not exists match_kept.frequency (kind varchar, comparison varchar, value ubigint, records integer);
create table if not exists match_kept.over (kind varchar, key utinyint, bucket ubigint);
"""
_CODE = (
    "block.py",
    "candidates.py",
    "cluster.py",
    "complete.py",
    "features.py",
    "keys.py",
    "pairs.py",
    "reblock.py",
    "relations.py",
    "sample.py",
    "score.py",
    "prepare/values.py",
)


@cache
def code_version() -> str:
    """Changes whenever stored keys, levels or weights of pairs may no longer be what they would be today."""
    import duckdb

    digest = hashlib.sha256(f"duckdb={duckdb.__version__}".encode())
    package = files("onefold_dedupe")
    for item in [*sorted(package.joinpath("compare").iterdir(), key=lambda item: item.name),
                 *map(package.joinpath, _CODE)]:  # fmt: skip
        if item.name.endswith(".py"):
            digest.update(item.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def rules_version(rules: Ruleset) -> str:
    """What a model's parameters mean something for: the rules of the kind."""
    return hashlib.sha256(rules.model_dump_json().encode()).hexdigest()[:12]


def save_model(
    con: duckdb.DuckDBPyConnection,
    rules: Ruleset,
    model: Model,
    policy: Policy,
    columns: Mapping[str, Column],
    trained_on: Mapping[str, int],
) -> None:
    """Keep a trained model of the kind, with the numbers of records that share a value, what blocking may cost, and for
    people what it was trained on.
    """
    con.execute(_TABLES)
    for table in ("model", "frequency"):
        con.execute(f"delete from match_kept.{table} where kind = ?", [rules.kind])
    trained = {"trained": {"at": utc_now(), **trained_on}}
    document = {**_parameters(model), **trained, **_policy_document(policy)}
    _keep_over(con, rules.kind, policy)
    con.execute(
        "insert into match_kept.model values (?, ?, ?, ?)",
        [rules.kind, rules_version(rules), code_version(), json.dumps(document)],
    )
    for name, column in columns.items():
        common = np.flatnonzero(column.shared > 1)
        _insert_frequencies(con, rules.kind, name, column, common)


def _insert_frequencies(
    con: duckdb.DuckDBPyConnection, kind: Kind, name: str, column: Column, common: np.ndarray[Any, Any]
) -> None:
    import pyarrow as pa

    con.register(
        "match_common",
        pa.table({"value": column.values.take(pa.array(common)), "records": pa.array(column.shared[common])}),
    )
    con.execute(
        "insert into match_kept.frequency select ?, ?, hash(value), records from match_common order by all",
        [kind, name],
    )
    con.unregister("match_common")


def load_model(con: duckdb.DuckDBPyConnection, rules: Ruleset) -> Model | None:
    """The kept model of the kind, if it was trained with these rules."""
    con.execute(_TABLES)
    return read_model(con, rules)


def read_model(con: duckdb.DuckDBPyConnection, rules: Ruleset) -> Model | None:
    """The same from a warehouse that is open for reading only."""
    row = con.execute(
        "select document from match_kept.model where kind = ? and rules = ?", [rules.kind, rules_version(rules)]
    ).fetchone()
    if row is None:
        return None
    document = json.loads(row[0])
    weights = tuple(
        Weights(
            Comparison.model_validate(w["comparison"]),
            np.array(w["m"]),
            np.array(w["u"]),
            w["filled"],
            w["household"],
        )
        for w in document["comparisons"]
    )
    correlations = tuple(Correlation(**found) for found in document["correlations"])
    trained = (document["same"], document["household"], document["iterations"], document["is_converged"])
    return Model(weights, *trained, correlations, document.get("recalibration"), document.get("branches", 0.0))


def keep_recalibrated(con: duckdb.DuckDBPyConnection, rules: Ruleset, model: Model) -> None:
    """Let the kept model of the kind have these parameters; its pairs are to be weighed anew."""
    row = con.execute("select document from match_kept.model where kind = ?", [rules.kind]).fetchall()[0]
    document = {**json.loads(row[0]), **_parameters(model), "recalibration": model.recalibration}
    query = "update match_kept.model set document = ?, code = null where kind = ?"
    con.execute(query, [json.dumps(document), rules.kind])


def _parameters(model: Model) -> dict[str, Any]:
    return {
        "same": model.same,
        "household": model.household,
        "iterations": model.iterations,
        "is_converged": model.is_converged,
        "branches": model.branches,
        "correlations": [asdict(correlation) for correlation in model.correlations],
        "comparisons": [
            {
                "comparison": w.comparison.model_dump(),
                "m": w.m.tolist(),
                "u": w.u.tolist(),
                "filled": w.filled,
                "household": w.household,
            }
            for w in model.weights
        ],
    }


def load_policy(con: duckdb.DuckDBPyConnection, kind: Kind) -> Policy | None:
    """The limits of the keys and the masks passed over that are kept with the model of the kind."""
    row = con.execute("select document from match_kept.model where kind = ?", [kind]).fetchone()
    document = json.loads(row[0]) if row else {}
    if "slots" not in document:
        return None
    limits = {int(slot): Limits(*values) for slot, values in document["slots"].items()}
    query = "select key, bucket from match_kept.over where kind = ? order by key, bucket"
    found = con.execute(query, [kind]).fetchnumpy()
    slots, buckets = np.asarray(found["key"], np.uint8), np.asarray(found["bucket"], np.uint64)
    ends = np.searchsorted(slots, np.arange(max(limits, default=-1) + 2))
    over = {slot: buckets[ends[slot] : ends[slot + 1]] for slot in limits}
    return Policy(limits, over, tuple(document["passed_over"]))


def keep_policy(con: duckdb.DuckDBPyConnection, kind: Kind, policy: Policy) -> None:
    """Let a kept model of the kind have this policy: one that an older release trained has none."""
    row = con.execute("select document from match_kept.model where kind = ?", [kind]).fetchall()[0]
    document = json.dumps({**json.loads(row[0]), **_policy_document(policy)})
    con.execute("update match_kept.model set document = ? where kind = ?", [document, kind])
    _keep_over(con, kind, policy)


def _policy_document(policy: Policy) -> dict[str, Any]:
    limits = {str(slot): astuple(limits) for slot, limits in sorted(policy.limits.items())}
    return {"slots": limits, "passed_over": policy.passed_over}


def _keep_over(con: duckdb.DuckDBPyConnection, kind: Kind, policy: Policy) -> None:
    con.execute("delete from match_kept.over where kind = ?", [kind])
    con.register("match_over", over_table(policy.over))
    con.execute("insert into match_kept.over select ?, key, bucket from match_over", [kind])
    con.unregister("match_over")


def has_current_pairs(con: duckdb.DuckDBPyConnection, kind: Kind) -> bool:
    """Whether the pairs that are kept were found, compared and weighed by this code."""
    row = con.execute("select code from match_kept.model where kind = ?", [kind]).fetchone()
    return row is not None and row[0] == code_version()


def mark_pairs_current(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Say that all pairs of the kind were weighed anew."""
    con.execute("update match_kept.model set code = ? where kind = ?", [code_version(), kind])


def shared_by(con: duckdb.DuckDBPyConnection, kind: Kind, name: str, column: Column) -> np.ndarray[Any, Any]:
    """How many records shared each value of the column when the model was trained; 1 for one nobody had then."""
    import pyarrow as pa

    numbers = pa.array(np.arange(len(column.values)), pa.int32())
    con.register("match_values", pa.table({"number": numbers, "value": column.values}))
    found = read_arrays(
        con,
        "select coalesce(f.records, 1) as records from match_values v left join (from match_kept.frequency"
        f" where kind = {literal(kind)} and comparison = {literal(name)}) f on f.value = hash(v.value) order by number",
    )
    con.unregister("match_values")
    return np.asarray(found["records"], np.int32)
