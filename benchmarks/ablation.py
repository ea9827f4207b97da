"""What each part of matching adds or takes away: the labelled sets, matched with one part taken out at a time.

    python benchmarks/ablation.py FOLDER [FOLDER ...]   # each with data.parquet (truth in `cluster`), columns.yml
    python benchmarks/ablation.py --project examples/harbour   # after a run, against data/truth/truth.csv
    python benchmarks/ablation.py FOLDER --part doubts --part "class of households"

Printed per set: F1 and B-cubed F1 of the whole and, of each part, the difference to it in points (hundredths) when the
part is out (below 0: the part helps), candidate pairs and CPU seconds of block, train, score and cluster as shares of
the whole's. Values are read once. No label is used for anything but the figures. Parts are taken out by other rules, or
from the records that the rules are given, so that what is measured is the engine as it is.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from onefold_core.identifiers import literal, quote
from onefold_dedupe.decisions import Decision, resolve
from onefold_dedupe.engine import AUTO_MERGE, REVIEW_FROM
from onefold_dedupe.evaluate import evaluate_clusters
from onefold_dedupe.features import FEATURES
from onefold_dedupe.link import link
from onefold_dedupe.prepare.file import prepare_file
from onefold_dedupe.prepare.project import source_decisions
from onefold_dedupe.prepare.source import open_file
from onefold_dedupe.ruleset import KINDS, Comparison, Ruleset, load_rules

# Run as a script from a checkout: this package is found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import print_table

FIXED = 1e15
"""Pairs that a figure of the rules is worth when the data must not move it."""
Change = Callable[[Ruleset], Ruleset]
WHOLE = "the whole"


@dataclass(frozen=True)
class Part:
    """A part that can be taken out: by `change` of the rules, or by other expressions for columns of match.record."""

    name: str
    change: Change = lambda rules: rules
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """Figures of one matching: pairs compared, CPU seconds, whether the weights settled."""

    f1: float
    b3: float
    pairs: int
    cpu: float
    is_converged: bool


def _without_keys(of: Callable[[str, str], bool]) -> Change:
    """The rules without the blocking keys of which `of` (name, strength) is true."""
    return lambda rules: rules.model_copy(
        update={"blocking": tuple(key for key in rules.blocking if not of(key.name, key.strength))}
    )


def _each_comparison(change: Callable[[Comparison], Mapping[str, object]]) -> Change:
    return lambda rules: rules.model_copy(
        update={"comparisons": tuple(c.model_copy(update=dict(change(c))) for c in rules.comparisons)}
    )


def _rules(**fields: object) -> Change:
    return lambda rules: rules.model_copy(update=fields)


def _training(**fields: object) -> Change:
    return lambda rules: rules.model_copy(update={"training": rules.training.model_copy(update=fields)})


def _parts(**fields: object) -> Change:
    return lambda rules: rules.model_copy(update={"parts": rules.parts.model_copy(update=fields)})


def _keys_by_spelling(rules: Ruleset) -> Ruleset:
    """Names in keys as they are spelt in Latin letters, not by sound and by the languages' forms of a given name."""
    spelt = {"given_key": "given", "family_key": "family"}
    keys = tuple(key.model_copy(update={"parts": tuple(spelt.get(p, p) for p in key.parts)}) for key in rules.blocking)
    return rules.model_copy(update={"blocking": keys})


def _rarity(*levels: str) -> Change:
    """Term frequencies count at these levels only."""
    return _each_comparison(
        lambda c: {"term_frequency": {level: p if level in levels else 0.0 for level, p in c.term_frequency.items()}}
    )


_SPELT_SET = "nullif(array_to_string(list_sort(string_split(concat_ws(' ', given, family), ' ')), ' '), '')"
_SWAPPED = ("names_swapped", "name_word")
PARTS = (
    Part("keys by sound and language", _keys_by_spelling, {"name_set": _SPELT_SET}),
    Part("rare-token keys", _without_keys(lambda _, strength: strength == "rare")),
    Part("weak keys, two at a time", _without_keys(lambda _, strength: strength == "weak")),
    Part("keys of swapped names", _without_keys(lambda name, _: name in _SWAPPED)),
    Part("key of day and month exchanged", _without_keys(lambda name, _: name == "birth_swapped")),
    Part("term frequencies", _rarity()),
    Part("term frequencies of alike values", _rarity("exact")),
    Part("own records do not make common", _each_comparison(lambda _: {"own_records": 1})),
    Part("several values a record", columns={f.name: f"{quote(f.name)}[:1]" for f in FEATURES if f.is_multi}),
    Part("evidence counted once", _each_comparison(lambda _: {"implied": (), "implied_by": {}})),
    Part("correlation of names", _training(correlated=())),
    Part("hard conflicts", _rules(conflicts=())),
    Part("doubts", _rules(doubts=())),
    Part("thin evidence waits", _parts(thin=False)),
    Part("class of households", _parts(households=False)),
    Part("every two records of a cluster", _parts(complete=False)),
    Part("clusters do not chain", _parts(linkage=False)),
    Part("EM (m as the rules say)", _training(m_strength=FIXED, household_strength=FIXED)),
    Part("u from the data", _training(u_strength=FIXED)),
    Part("u freed of matches", _training(frees_u=False)),
)


@dataclass(frozen=True)
class Case:
    """Records in `base` of a database, their truth in `truth` (record_name, cluster_id)."""

    name: str
    con: duckdb.DuckDBPyConnection
    texts: tuple[str, ...] = ()
    decisions: Sequence[Decision] = ()

    def match(self, part: Part) -> Outcome:
        """The outcome without a part."""
        replaced = ", ".join(f"{expression} as {quote(name)}" for name, expression in part.columns.items())
        self.con.execute("drop schema if exists match_kept cascade; create schema if not exists match")
        self.con.execute(f"create or replace table match.record as select * {_replace(replaced)} from base")
        rules = {kind: part.change(load_rules(kind)) for kind in KINDS}
        begun = time.process_time()
        reports = link(self.con, self.texts, resolve(self.decisions), AUTO_MERGE, REVIEW_FROM, rules=rules)
        cpu = time.process_time() - begun
        found = evaluate_clusters(self.con, "match.cluster", "truth")
        pairs = sum(report.candidates for report in reports)
        return Outcome(found.f1, found.b3_f1, pairs, cpu, all(report.is_converged for report in reports))


def _replace(columns: str) -> str:
    return f"replace ({columns})" if columns else ""


def of_folder(folder: Path) -> Case:
    """The set of a folder, read as `onefold match` reads it, blind to its truth."""
    con = duckdb.connect()
    data = literal(str(folder / "data.parquet"))
    with tempfile.TemporaryDirectory() as temporary:
        blind = Path(temporary) / "data.parquet"
        con.execute(f"copy (select * exclude (cluster) from {data}) to {literal(str(blind))} (format parquet)")
        texts = prepare_file(con, open_file(con, blind), "unique_id", folder / "columns.yml")
    con.execute("create table base as from match.record")
    con.execute(f"create table truth as select unique_id::varchar as record_name, cluster as cluster_id from {data}")
    return Case(folder.name, con, texts)


def of_project(project: Path) -> Case:
    """The records of a project's last run, with what its sources say about them and no decision of a person."""
    warehouse, truth = project / "data" / "warehouse.duckdb", project / "data" / "truth" / "truth.csv"
    with duckdb.connect(str(warehouse), read_only=True) as there:
        decisions = source_decisions(there)
    con = duckdb.connect()
    con.execute(f"attach {literal(str(warehouse))} as warehouse (read_only)")
    con.execute("create table base as from warehouse.match.record; detach warehouse")
    con.execute(
        "create table truth as select record_name, entity_id as cluster_id"
        f" from read_csv({literal(str(truth))}, all_varchar=true)"
    )
    return Case(project.name, con, decisions=decisions)


def cases(folders: Sequence[Path], project: Path | None) -> Iterator[Case]:
    """One set after the other; a set's database is closed before the next is opened."""
    for read, place in (*((of_folder, folder) for folder in folders), *([(of_project, project)] if project else [])):
        case = read(place)
        yield case
        case.con.close()


def measure(case: Case, parts: Sequence[Part]) -> dict[str, Outcome]:
    """The whole, matched twice so that imports and caches are nobody's cost, then without each part."""
    case.match(Part(WHOLE))
    return {part.name: case.match(part) for part in (Part(WHOLE), *parts)}


def points(outcome: Outcome, whole: Outcome) -> str:
    """Differences of F1 and B-cubed in hundredths; `!` where the weights did not settle."""
    mark = "" if outcome.is_converged else " !"
    return f"{100 * (outcome.f1 - whole.f1):+.2f} / {100 * (outcome.b3 - whole.b3):+.2f}{mark}"


def main(argv: list[str] | None = None) -> int:
    """Print one table a set, then one of all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="*", type=Path)
    parser.add_argument("--project", type=Path)
    parser.add_argument("--part", action="append", choices=[part.name for part in PARTS], help="these parts only")
    args = parser.parse_args(argv)
    parts = [part for part in PARTS if not args.part or part.name in args.part]
    found: dict[str, dict[str, Outcome]] = {}
    for case in cases(args.folder, args.project):
        outcomes = found[case.name] = measure(case, parts)
        whole = outcomes[WHOLE]
        rows = [[WHOLE, f"{whole.f1:.4f} / {whole.b3:.4f}", f"{whole.pairs:,}", f"{whole.cpu:.2f} s"]]
        for part in parts:
            out = outcomes[part.name]
            shares = [f"{out.pairs / max(whole.pairs, 1):.2f}", f"{out.cpu / whole.cpu:.2f}"]
            rows.append([part.name, points(out, whole), *shares])
        print_table(case.name, ["without", "F1 / B3", "pairs", "CPU"], rows)
    if len(found) > 1:
        rows = [[part.name, *(points(o[part.name], o[WHOLE]) for o in found.values())] for part in parts]
        print_table("F1 / B3, difference to the whole in points", ["without", *found], rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
