"""A real public data set, from a Parquet file to a report: early childhood sites of Chicago as ten lists have them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests.app.harness import ROOT, Harbour, onefold

DATA = ROOT.parent / "shared" / "eval" / "match" / "chicago_early_childhood" / "data.parquet"
MAPPED = {
    "site_name": "organization_name",
    "address": {"as": "address.street", "label": "site"},
    "zip": {"as": "address.postcode", "label": "site"},
    "phone": "phone",
    "fax": "fax",
    "email_address": "email",
    "website": "website",
}
"""What a person who knows the data confirms."""
F1_FLOOR, PRECISION_FLOOR = 0.85, 0.85
"""Of pairs: a little under what a run reaches (0.92, 0.89), so that only a loss of matching fails here."""

pytestmark = [
    pytest.mark.eval,
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_file(), reason="needs ../shared/eval beside the checkout"),
]


@dataclass(frozen=True)
class Sites:
    """The project after its run, with the mapping as it was proposed."""

    project: Harbour
    proposed: dict[str, Any]
    rows: int


def _targets(mapped: Any) -> set[str]:
    many = mapped if isinstance(mapped, list) else [mapped]
    return {one["as"] if isinstance(one, dict) else one for one in many}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """init, source add, a mapping confirmed, source test, source build, run."""
    folder = tmp_path_factory.mktemp("sites")
    root = folder / "chicago"
    _done(folder, "init", "chicago", "--country", "US", "--currency", "USD")
    (root / "in").mkdir()
    landed = root / "in" / "sites.parquet"
    duckdb.execute(f"copy (select * exclude (cluster) from '{DATA.as_posix()}') to '{landed.as_posix()}'")
    (rows,) = duckdb.execute(f"select count(*) from '{landed.as_posix()}'").fetchone() or (0,)
    _done(root, "source", "add", "in/sites.parquet", "--name", "sites")
    path = root / "sources" / "sites.yml"
    source = yaml.safe_load(path.read_text(encoding="utf-8"))
    proposed = dict(source["objects"]["sites"])
    headers = [*proposed["map"], *proposed.get("keep", ()), *proposed.get("ignore", ())]
    ignored = [header for header in headers if header not in MAPPED and header != "unique_id"]
    confirmed = {"entity": "organization", "key": ["unique_id"], "map": MAPPED, "ignore": ignored, "keep": []}
    source["objects"]["sites"] = {**proposed, **confirmed}
    path.write_text(yaml.safe_dump(source, allow_unicode=True, sort_keys=False), encoding="utf-8")
    _done(root, "source", "test", "sites")
    _done(root, "source", "build")
    run = _done(root, "run", "--json")
    return Sites(Harbour(root, run.json()), proposed, int(rows))


def _done(folder: Path, *arguments: str) -> Any:
    done = onefold(*arguments, cwd=folder)
    assert done.returncode == 0, done.said
    return done


def test_the_proposal_knows_what_headers_say(sites: Sites) -> None:
    mapped = {header: _targets(target) for header, target in sites.proposed["map"].items()}
    assert sites.proposed["entity"] in ("party", "organization")
    assert mapped["site_name"] & {"organization_name", "full_name"}
    assert mapped["address"] & {"address", "address.street"}
    assert mapped["zip"] == {"address.postcode"}
    assert mapped["phone"] == {"phone"}
    assert mapped["fax"] == {"fax"}
    assert mapped["website"] == {"website"}
    columns = {*sites.proposed["map"], *sites.proposed.get("keep", ()), *sites.proposed.get("ignore", ())}
    assert len(columns | set(sites.proposed.get("key", ()))) == 32, "every column of the file is accounted for"


def test_it_publishes_in_balance_with_a_report(sites: Sites) -> None:
    project = sites.project
    assert project.result["status"] == "published"
    assert project.query("select sum(abs(difference)) from audit.balance") == [(0,)]
    assert project.query("select count(distinct record_name) from golden.crosswalk") == [(sites.rows,)]
    html = (project.root / "data" / "reports" / f"{project.result['run_id']}.html").read_text(encoding="utf-8")
    assert "Publishable: yes" in html


def test_matching_is_measured_against_the_truth(sites: Sites, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    duckdb.execute(
        "copy (select 'sites:sites:' || unique_id as record_name, cluster as entity_id"
        f" from '{DATA.as_posix()}') to '{truth.as_posix()}' (header)"
    )
    done = onefold("evaluate", "--truth", str(truth), cwd=sites.project.root)
    assert done.returncode == 0, done.said
    assert "precision" in done.stdout
    assert "recall" in done.stdout
    found = onefold("evaluate", "--truth", str(truth), "--json", cwd=sites.project.root).json()
    print({name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()})
    assert found["f1"] > F1_FLOOR
    assert found["precision"] > PRECISION_FLOOR
    refused = onefold("evaluate", "--truth", str(truth), "--min-precision", "1", cwd=sites.project.root)
    assert refused.returncode == 4
