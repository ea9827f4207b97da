"""What `onefold match` is given wrongly: a clear error or a right answer, never a traceback and never a row less."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from onefold.cli import main

from tests.dedupe.test_match_file import ANNA, FIELDS, PERSON_COLUMNS, crowd

OK, USAGE, SOURCE, GATE = 0, 2, 3, 4
TWIN = ANNA | {"id": "a2", "family": "Weidenhamer"}
ROWS = [*crowd(60), ANNA, TWIN]


@dataclass
class Case:
    """A folder with data.csv and columns.yml, and the command over them."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    data: str = "data.csv"

    def write(self, rows: list[dict[str, str]], *, delimiter: str = ",", encoding: str = "utf-8") -> None:
        with (self.folder / "data.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else FIELDS, delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)

    def lines(self, *lines: str, name: str = "data.csv") -> None:
        self.data = name
        (self.folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def columns(self, text: str) -> None:
        (self.folder / "columns.yml").write_text(text, encoding="utf-8")

    def run(self, *options: str) -> tuple[int, str]:
        out = [] if "--out" in options else ["--out", str(self.folder / "clusters.csv")]
        known = [] if "--id" in options else ["--id", "id"]
        arguments = ["match", str(self.folder / self.data), *known, "--columns", str(self.folder / "columns.yml"), *out]
        with pytest.raises(SystemExit) as left:
            main([*arguments, *options])
        said = self.capsys.readouterr()
        assert "Traceback" not in said.err
        return int(left.value.code or 0), said.out + said.err

    def clusters(self) -> dict[str, str]:
        with (self.folder / "clusters.csv").open(encoding="utf-8", newline="") as file:
            rows = [(row["id"], row["cluster_id"]) for row in csv.DictReader(file)]
        assert len(dict(rows)) == len(rows)
        return dict(rows)


@pytest.fixture
def case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Case:
    made = Case(tmp_path, capsys)
    made.write(ROWS)
    made.columns(PERSON_COLUMNS)
    return made


def refused(case: Case, code: int, slug: str, *says: str, options: tuple[str, ...] = ()) -> None:
    """The exit code and an error that says what, where and how to mend it, and no clusters."""
    found, said = case.run(*options)
    assert (found, f"[{slug}]" in said) == (code, True), said
    for part in ("  where: ", "  mend:  ", *says):
        assert part in said, said
    assert "Weidenh" not in said
    assert not (case.folder / "clusters.csv").exists()


def answered(case: Case, *options: str) -> dict[str, str]:
    """Every record has a cluster, and the twins share one."""
    code, said = case.run(*options)
    assert code == OK, said
    found = case.clusters()
    assert len(found) == len(ROWS)
    assert found["a1"] == found["a2"]
    assert sum(cluster == found["a1"] for cluster in found.values()) == 2
    return found


# ---------- columns.yml


@pytest.mark.parametrize(
    ("text", "slug", "says"),
    [
        ("email: mail\n", "unknown-column", "'mail'"),
        ("email: [email, nothing]\n", "unknown-column", "'nothing'"),
        ("email: email\nemail: phone\n", "bad-yaml", "line 2"),
        ("email: [email\n", "bad-yaml", "line 2"),
        ("email: &a email\nphone: *a\n", "bad-yaml", "anchors"),
        ("- email\n", "bad-columns", "mapping"),
        ("", "bad-columns", "mapping"),
        ("just words\n", "bad-columns", "mapping"),
        ("email: {column: email}\n", "bad-columns", "'email'"),
        ("email: 3\n", "bad-columns", "'email'"),
        ("email:\n", "bad-columns", "'email'"),
        ("email: []\n", "bad-columns", "'email'"),
        ("7: email\n", "bad-columns", "'7'"),
    ],
)
def test_roles_that_make_no_sense_are_named(case: Case, text: str, slug: str, says: str) -> None:
    case.columns(text)
    refused(case, USAGE, slug, "columns.yml", says)


def test_columns_that_are_missing_or_no_text(case: Case) -> None:
    (case.folder / "columns.yml").unlink()
    refused(case, USAGE, "missing-file", "columns.yml")
    (case.folder / "columns.yml").write_bytes(b"email: \xff\xfe\n")
    refused(case, USAGE, "yaml-encoding", "columns.yml")


def test_a_role_twice_over_one_column_and_an_unknown_role_are_allowed(case: Case) -> None:
    case.columns(PERSON_COLUMNS + "email_again: email\n")
    answered(case)


# ---------- ids


def test_ids_that_are_missing_null_or_repeated(case: Case) -> None:
    refused(case, USAGE, "unknown-column", "'nobody'", options=("--id", "nobody"))
    case.write([*ROWS, ANNA | {"id": ""}, ANNA | {"id": "  "}])
    refused(case, USAGE, "bad-ids", "2 rows have none, 0 repeat one")
    case.write([*ROWS, ANNA])
    refused(case, USAGE, "bad-ids", "0 rows have none, 1 repeat one")


def test_ids_that_differ_only_by_space_stay_two_and_by_type_are_one(case: Case) -> None:
    case.write([*ROWS[:-2], ANNA | {"id": "7"}, TWIN | {"id": " 7"}])
    assert case.run()[0] == OK
    found = case.clusters()
    assert found["7"] == found[" 7"]
    (case.folder / "clusters.csv").unlink()
    case.lines('{"id": 7, "given": "Anna"}', '{"id": "7", "given": "Boris"}', name="data.jsonl")
    case.columns("given_name: given\n")
    refused(case, USAGE, "bad-ids", "1 repeat one")


def test_numbers_as_ids_keep_their_zeros(case: Case) -> None:
    case.write([row | {"id": f"{number:05}"} for number, row in enumerate(ROWS)])
    assert case.run()[0] == OK
    assert set(case.clusters()) == {f"{number:05}" for number in range(len(ROWS))}


# ---------- how many, and how alike


def test_no_record_and_one_record(case: Case) -> None:
    case.write([])
    assert case.run()[0] == OK
    assert case.clusters() == {}
    case.write([ANNA])
    assert case.run()[0] == OK
    assert case.clusters() == {"a1": "a1"}


def test_all_null_or_nothing_that_identifies_is_a_red_verdict(case: Case) -> None:
    case.write([dict.fromkeys(FIELDS, "") | {"id": str(number)} for number in range(80)])
    refused(case, GATE, "match-nothing-identifies", "columns.yml")
    case.write(ROWS)
    case.columns("city: city\n")
    refused(case, GATE, "match-nothing-identifies", "columns.yml")


def test_one_value_in_every_row_does_not_end_in_one_cluster(case: Case) -> None:
    same = dict.fromkeys(FIELDS, "x1 x2") | {"given": "Anna", "family": "Keller", "born": "1970-01-01"}
    case.write([same | {"id": str(number)} for number in range(80)])
    code, said = case.run()
    if code == OK:
        assert len(set(case.clusters().values())) == 80
    else:
        assert (code, "[match-nothing-identifies]" in said) == (GATE, True), said


def test_ten_megabytes_in_one_cell(case: Case) -> None:
    long = "Lorem ipsum " * 850_000
    case.write([*ROWS[:-1], TWIN | {"street": long}])
    answered(case)
    case.columns(PERSON_COLUMNS.replace("street: street\n", "") + "notes: street\n")
    answered(case)


def test_ten_thousand_columns(case: Case) -> None:
    width = 10_000
    extra = {f"extra {number}": "" for number in range(width - len(FIELDS))}
    case.write([row | extra for row in ROWS])
    answered(case)
    case.columns("email: emial\n")
    code, said = case.run()
    assert (code, "[unknown-column]" in said, "email" in said) == (USAGE, True, True)
    assert len(said) < 2_000


# ---------- CSV as it comes


def test_csv_with_bom_semicolons_tabs_or_another_encoding(case: Case) -> None:
    case.write(ROWS, encoding="utf-8-sig")
    expected = answered(case)
    case.write(ROWS, delimiter=";")
    assert answered(case) == expected
    case.write(ROWS, delimiter="\t", encoding="utf-16")
    assert answered(case) == expected
    cyrillic = [row | {"city": "Нижний Новгород"} for row in ROWS]
    case.write(cyrillic)
    expected = answered(case)
    case.write(cyrillic, encoding="cp1251")
    assert answered(case) == expected


def test_csv_with_line_breaks_and_quotes_in_fields(case: Case) -> None:
    case.write([*ROWS[:-1], TWIN | {"street": 'Lindenweg 4\n"Hof", links'}])
    answered(case)


def test_a_cell_that_is_not_utf8_is_named_by_its_line(case: Case) -> None:
    path = case.folder / "data.csv"
    path.write_bytes(path.read_bytes().replace(b"a2,", "a2é,".encode("latin-1")))
    code, said = case.run()
    assert code == SOURCE, said
    assert "Traceback" not in said
    assert not (case.folder / "clusters.csv").exists()


def test_ragged_rows_and_unclosed_quotes_are_named_not_dropped(case: Case) -> None:
    text = (case.folder / "data.csv").read_text(encoding="utf-8")
    (case.folder / "data.csv").write_text(text + "z1,Anna,Keller\nz2,a,b,c,d,e,f,g,h,i\n", encoding="utf-8")
    refused(case, SOURCE, "unreadable-rows", "ragged-row", f"line {len(ROWS) + 2}, {len(ROWS) + 3}")
    (case.folder / "data.csv").write_text(text + 'z1,"Anna,Keller,,,,,\n', encoding="utf-8")
    refused(case, SOURCE, "unreadable-rows", f"line {len(ROWS) + 2}")


def test_two_columns_of_one_name_and_two_that_differ_by_case(case: Case) -> None:
    case.lines("id,email,email", "1,a@b.example,c@d.example")
    case.columns("email: email\n")
    refused(case, SOURCE, "duplicate-header", "data.csv")
    case.lines("id,Email,email", "1,a@post.example,x@post.example", "2,b@post.example,x@post.example")
    assert case.run()[0] == OK
    assert len(set(case.clusters().values())) == 1
    case.columns("email: Email\n")
    assert case.run()[0] == OK
    assert len(set(case.clusters().values())) == 2


def test_an_empty_file_and_a_header_alone(case: Case) -> None:
    (case.folder / "data.csv").write_bytes(b"")
    refused(case, SOURCE, "empty-file")


# ---------- JSON Lines and Parquet


def test_json_lines_nested_and_with_lists(case: Case) -> None:
    def nested(row: dict[str, str]) -> str:
        contact = {"email": row["email"], "phones": [row["phone"], "+4930000"], "deep": {"er": 1}}
        kept = {name: row[name] for name in ("id", "given", "family", "born", "city")}
        return json.dumps(kept | {"contact": contact, "tags": ["a", {"b": 1}]})

    case.lines(*map(nested, ROWS), name="data.jsonl")
    case.columns(
        "given_name: given\nfamily_name: family\nbirth_date: born\nemail: contact.email\nphone: contact.phones\n"
        "city: city\nlabels: tags\n"
    )
    answered(case)
    case.columns("given_name: contact.phones\n")
    (case.folder / "clusters.csv").unlink()
    refused(case, USAGE, "list-column", "contact.phones")


def test_json_lines_that_are_none_are_named(case: Case) -> None:
    case.lines('{"id": 1, "given": "Anna"}', "{broken", '["Anna"]', '{"id": 1, "id": 2}', name="data.jsonl")
    case.columns("given_name: given\n")
    refused(case, SOURCE, "unreadable-rows", "bad-json", "duplicate-key", "not-an-object", "line 2, 3, 4")


def test_parquet_with_lists_decimals_timestamps_and_structs(case: Case) -> None:
    def typed(number: int, row: dict[str, str]) -> dict[str, Any]:
        year, month, day = (int(part) for part in row["born"].split("-"))
        return {
            "id": Decimal(number),
            "name": {"given": row["given"], "family": row["family"]},
            "born": datetime(year, month, day, tzinfo=UTC),
            "phones": [row["phone"], None],
            "account": Decimal(f"{10_000 + number}.00"),
            "score": float(number),
            "nothing": None,
        }

    rows = [typed(number, row) for number, row in enumerate([*crowd(60), ANNA, ANNA])]
    schema = pa.schema(
        [
            ("id", pa.decimal128(12, 0)),
            ("name", pa.struct([("given", pa.string()), ("family", pa.string())])),
            ("born", pa.timestamp("us", "UTC")),
            ("phones", pa.list_(pa.string())),
            ("account", pa.decimal128(12, 2)),
            ("score", pa.float64()),
            ("nothing", pa.null()),
        ]
    )
    case.data = "data.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema), case.folder / case.data)
    case.columns(
        "given_name: name.given\nfamily_name: name.family\nbirth_date: born\nphone: phones\nnational_id: account\n"
        "points: score\nemail: nothing\n"
    )
    assert case.run()[0] == OK
    found = case.clusters()
    assert found["60"] == found["61"]
    assert len(found) == 62


def test_what_is_no_parquet_or_cut_off(case: Case) -> None:
    case.lines("id,given", name="data.parquet")
    refused(case, SOURCE, "bad-parquet", "data.parquet")
    pq.write_table(pa.table({"id": list(range(5000)), "email": ["a"] * 5000}), case.folder / "data.parquet")
    whole = (case.folder / "data.parquet").read_bytes()
    (case.folder / "data.parquet").write_bytes(whole[: len(whole) // 2])
    refused(case, SOURCE, "bad-parquet", "data.parquet")


# ---------- places


def _folder_as_data(case: Case) -> None:
    (case.folder / "data.csv").unlink()
    (case.folder / "data.csv").mkdir()


@pytest.mark.parametrize(
    ("spoil", "slug"),
    [
        (lambda case: (case.folder / "data.csv").unlink(), "missing-file"),
        (_folder_as_data, "missing-file"),
        (lambda case: case.lines("x", name="data.docx"), "unknown-format"),
    ],
    ids=["missing", "a folder", "another format"],
)
def test_data_that_are_not_there(case: Case, spoil: Callable[[Case], None], slug: str) -> None:
    spoil(case)
    refused(case, USAGE, slug, "data.")


def test_outputs_that_cannot_be_are_refused_before_anything_is_read(case: Case) -> None:
    before = (case.folder / "data.csv").read_bytes()
    (case.folder / "folder").mkdir()
    for out in ("folder", "nowhere/clusters.csv", "data.csv", "columns.yml/clusters.csv"):
        refused(case, USAGE, "unwritable-file", options=("--out", str(case.folder / out)))
    refused(case, USAGE, "unwritable-file", options=("--pairs", str(case.folder / "nowhere" / "pairs.parquet")))
    same = str(case.folder / "one")
    refused(case, USAGE, "unwritable-file", options=("--out", same, "--pairs", same))
    assert (case.folder / "data.csv").read_bytes() == before
    assert sorted(path.name for path in case.folder.iterdir()) == ["columns.yml", "data.csv", "folder"]
