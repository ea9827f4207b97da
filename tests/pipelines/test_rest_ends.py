"""Where pages end: an answer that promises more and does not say where, or miscounts, is no last page."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from onefold_core.errors import ConfigError, SourceError
from onefold_core.settings import load_source
from onefold_core.settings_rest import ErrorRule
from onefold_pipelines.kinds import Outside
from onefold_pipelines.rest.answers import Answer, moment, pause
from onefold_pipelines.rest.auth import lasting
from onefold_pipelines.rest.clock import SteppedClock
from onefold_pipelines.rest.rows import as_batch
from onefold_pipelines.runtime import secret
from onefold_pipelines.text import value_text

from tests.pipelines.fakes.reading import keys_read
from tests.pipelines.fakes.server import Fake, Reply, Request, serving

TWO = [{"id": "1"}, {"id": "2"}]
ONE = [{"id": "3"}]


class Told(Fake):
    """Gives the answers it was told, one after the other."""

    def __init__(self, *answers: object) -> None:
        super().__init__()
        self.answers = list(answers)

    def answer(self, request: Request) -> Reply:
        body = self.answers.pop(0)
        return Reply(status=204 if body is None else 200, body=body)


def read(answers: tuple[object, ...], page: dict[str, Any], root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that reading these answers gives."""
    with serving(Told(*answers)) as fake:
        monkeypatch.setenv("SOURCES__TOLD__TOKEN", fake.token)
        document = {
            "kind": "rest",
            "url": fake.url,
            "rest": {"auth": [{"secrets": ["token"], "headers": {"Authorization": "Bearer {token}"}}]},
            "objects": {
                "people": {
                    "entity": "party",
                    "key": ["id"],
                    "read": {"path": "/people", "params": {"page": "$page"}, "rows": "rows", "page": page},
                    "map": {"id": "external_id"},
                }
            },
        }
        path = root / "sources" / "told.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
        return keys_read(
            load_source(path), root, "people", Outside(clock=SteppedClock(datetime(2026, 1, 20, tzinfo=UTC)))
        )


MORE = {"style": "cursor", "next": "meta.after", "more": "meta.more"}
DONE = {"style": "link", "next": "next", "done": "done"}
ALWAYS = {"style": "cursor", "next": "next.at", "always": "next"}
NULL = {"style": "cursor", "next": "next", "always": "next"}
HOLLOW: tuple[object, ...] = ("", False, 0, [], {})
ONLY = {"style": "single", "always": "has"}
KEYS = {"style": "keyset", "key": "id", "total": "all"}
COUNTED = {"style": "number", "total_pages": "pages"}


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        (MORE, ({"rows": TWO, "meta": {"more": True, "after": "x"}}, {"rows": ONE, "meta": {"more": False}})),
        (DONE, ({"rows": TWO, "done": False, "next": "/people?page=2"}, {"rows": ONE, "done": True})),
        (DONE, ({"rows": TWO, "done": "False", "next": "/people?page=2"}, {"rows": ONE, "done": "Y"})),
        (ONLY, ({"rows": [*TWO, *ONE], "has": 7},)),
        (NULL, ({"rows": TWO, "next": "x"}, {"rows": ONE, "next": None})),
        (ALWAYS, ({"rows": TWO, "next": {"at": "x"}}, {"rows": ONE, "next": None})),
        (COUNTED, ({"rows": TWO, "pages": 2}, {"rows": ONE, "pages": "2"})),
        (COUNTED, ({"rows": TWO, "pages": 2}, {"rows": ONE, "pages": 2.0})),
    ],
)
def test_pages_end_where_the_answer_says_so(
    page: dict[str, Any], answers: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(answers, page, tmp_path, monkeypatch) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        (MORE, {"rows": TWO, "meta": {"more": True}}),
        (MORE, {"rows": TWO, "meta": {"more": True, "after": ""}}),
        (MORE, {"rows": TWO}),
        (DONE, {"rows": TWO, "done": False}),
        (DONE, {"rows": TWO}),
        (DONE, {"rows": TWO, "done": False, "next": "http://a@[::bad/x"}),
        (DONE, {"rows": TWO, "done": False, "next": ["/people?page=2"]}),
        (DONE, {"rows": TWO, "done": False, "next": 2}),
        (MORE, {"rows": TWO, "meta": {"more": True, "after": {"at": 2}}}),
        (MORE, {"rows": TWO, "meta": {"more": True, "after": True}}),
        (MORE, {"rows": TWO, "meta": {"more": None}}),
        (MORE, {"rows": TWO, "meta": {"more": []}}),
        (MORE, {"rows": TWO, "meta": {"more": ""}}),
        (DONE, {"rows": TWO, "done": "False", "next": ""}),
        (DONE, {"rows": TWO, "done": {}, "next": ""}),
        (ALWAYS, {"rows": TWO}),
        *((ALWAYS, {"rows": TWO, "next": nothing}) for nothing in (*HOLLOW, {"at": None})),
        *((NULL, {"rows": TWO, "next": nothing}) for nothing in HOLLOW),
        *((ONLY, {"rows": TWO, "has": nothing}) for nothing in (None, "0", " ", *HOLLOW)),
        (COUNTED, {"rows": TWO, "pages": 0}),
        (COUNTED, {"rows": TWO, "pages": -1}),
        (COUNTED, {"rows": [], "pages": 3}),
        (COUNTED, {"rows": TWO, "pages": "many"}),
        (COUNTED, {"rows": TWO, "pages": {}}),
    ],
)
def test_an_answer_that_does_not_say_where_it_goes_on_is_no_last_page(
    page: dict[str, Any], answer: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError) as caught:
        read((answer,), page, tmp_path, monkeypatch)
    assert caught.value.code == "unexpected-answer"


@pytest.mark.parametrize(
    ("page", "answers", "code"),
    [
        # Fewer than are counted came, each time; and a page that does not hold what it says.
        ({"style": "cursor", "next": "next", "total": "all"}, ({"rows": TWO, "all": 3},) * 3, "rows-missing"),
        (KEYS, ({"rows": TWO, "all": 3}, {"rows": []}, {"rows": []}, {"rows": TWO, "all": 3}) * 3, "rows-missing"),
        ({"style": "single", "count": "here"}, ({"rows": TWO, "here": 3},), "unexpected-answer"),
        # A page without rows that leads on, twice.
        ({"style": "cursor", "next": "next"}, ({"rows": [], "next": "x"},) * 2, "unexpected-answer"),
        (
            {"style": "link", "next": "next"},
            ({"rows": TWO, "next": "/people?page=2"}, *({"rows": [], "next": "/people?page=3"},) * 2),
            "unexpected-answer",
        ),
        (COUNTED, ({"rows": TWO, "pages": True},), "unexpected-answer"),
        ({"style": "link", "next": "next"}, ({"rows": TWO, "next": "/people?page=2"}, None), "unexpected-answer"),
        # A page in another's stead, while the place goes on.
        (
            {"style": "cursor", "next": "next"},
            tuple({"rows": rows, "next": str(at)} for at, rows in enumerate((TWO, ONE, [{"id": "4"}], ONE), 1)),
            "pages-loop",
        ),
    ],
)
def test_rows_that_a_later_page_lost_are_no_success(
    page: dict[str, Any], answers: tuple[object, ...], code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SourceError) as caught:
        read(answers, page, tmp_path, monkeypatch)
    assert caught.value.code == code
    assert str(caught.value.where).startswith("source told, object people")


@pytest.mark.parametrize(
    ("page", "answers"),
    [
        # Deleted while it was read: the list is read again from its start.
        (
            {**COUNTED, "total": "all"},
            (
                *({"rows": TWO, "pages": 2, "all": 4}, {"rows": [{"id": "4"}], "pages": 2, "all": 3}),
                *({"rows": TWO, "pages": 2, "all": 3}, {"rows": ONE, "pages": 2, "all": 3}),
            ),
        ),
        # And if something goes each time: what is out of sight in one reading stands elsewhere in the next.
        (COUNTED, ({"rows": TWO, "pages": 3}, {"rows": ONE, "pages": 2}) * 3),
        (
            {**COUNTED, "total": "all"},
            (
                *({"rows": TWO, "pages": 2, "all": 6}, {"rows": [{"id": "5"}], "pages": 2, "all": 5}),
                *({"rows": TWO, "pages": 2, "all": 5}, {"rows": ONE, "pages": 2, "all": 4}),
                *({"rows": TWO, "pages": 2, "all": 4}, {"rows": [{"id": "5"}], "pages": 2, "all": 3}),
            ),
        ),
        # Only a page that is asked to count does.
        (
            {**KEYS, "uncounted": -1},
            ({"rows": TWO, "all": 3}, {"rows": ONE, "all": 0}, {"rows": [], "all": 0}),
        ),
        # Read twice anyhow.
        (
            {"style": "link", "next": "next", "passes": 2},
            (
                *({"rows": TWO, "next": "/people?page=2"}, {"rows": [{"id": "4"}]}),
                *({"rows": TWO[1:] + ONE, "next": "/people?page=2"}, {"rows": [{"id": "4"}]}),
            ),
        ),
        ({"style": "link", "next": "next", "passes": 2}, ({"rows": [*TWO, *ONE]},)),
        # A list that goes by its keys misses nobody when one goes; the count of now says so.
        (KEYS, ({"rows": [*TWO, *ONE], "all": 4}, {"rows": []}, {"rows": []}, {"rows": TWO, "all": 3})),
        # A page came without its rows, once: in the middle, at the end, at the start.
        (
            {"style": "cursor", "next": "next"},
            (
                {"rows": TWO, "next": "x"},
                {"rows": [], "next": "y"},
                {"rows": ONE, "next": "y"},
                {"rows": []},
                {"rows": []},
            ),
        ),
        (KEYS, ({"rows": TWO, "all": 3}, {"rows": []}, {"rows": ONE}, {"rows": []})),
        (
            {"style": "cursor", "next": "next"},
            ({"rows": [], "next": "x"}, {"rows": TWO, "next": "x"}, {"rows": ONE}),
        ),
    ],
)
def test_rows_that_an_answer_left_out_come_after_all(
    page: dict[str, Any], answers: tuple[object, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {"1", "2", "3"} <= set(read(answers, page, tmp_path, monkeypatch))


def test_a_key_is_a_text_or_a_whole_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"id": 7.0}, {"id": True}, {"id": {"a": 1}}, {"id": [8]}, {"id": 9}, {"id": 1.5}]
    assert read(({"rows": rows},), {}, tmp_path, monkeypatch) == ["7", None, None, None, "9", "1.5"]


def test_a_number_of_a_billion_digits_stays_short() -> None:
    assert value_text(Decimal("1e999999999")) == "1E+999999999"
    assert value_text(Decimal("1e20")) == "100000000000000000000"


def test_half_a_character_becomes_the_sign_for_one_that_is_lost() -> None:
    row = json.loads('{"name": "Ann \\ud83d", "more": {"x": "\\ude00"}, "whole": "\\ud83d\\ude00"}')
    assert as_batch([row], ["name", "more", "whole"]).to_pylist() == [
        {"name": "Ann \ufffd", "more": '{"x": "\ufffd"}', "whole": "\U0001f600"}
    ]


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7.0),
        ("Tue, 20 Jan 2026 12:02:00 GMT", 120.0),
        # What says no time to come leaves it to the rule.
        ("0", 3.0),
        ("-5", 3.0),
        ("Tue, 20 Jan 2026 11:59:00 GMT", 3.0),
        ("inf", 3.0),
        ("1e999", 3.0),
        ("nan", 3.0),
        ("soon", 3.0),
        ("Tue, 20 Jan 99999 12:02:00 GMT", 3.0),
        ("Tue, 20 Jan 2026 12:02:00 +9999999", 3.0),
    ],
)
def test_what_a_header_asks_to_wait(asked: str, seconds: float) -> None:
    answer = Answer(429, {"Retry-After": asked}, b"", None, is_json=False)
    assert pause(ErrorRule(do="wait", after=3.0), answer, datetime(2026, 1, 20, 12, tzinfo=UTC)) == seconds


@pytest.mark.parametrize(
    "text",
    [
        b"[sources.crm]\ntoken = fake-secret-token\n",
        b'\xef\xbb\xbf[sources.crm]\ntoken = "x"\n',
        '[a]\nb = "c"'.encode("utf-16"),
    ],
    ids=["without quotes", "with a BOM", "UTF-16"],
)
def test_secrets_that_are_no_toml_are_a_typed_error(text: bytes, tmp_path: Path) -> None:
    (tmp_path / ".dlt").mkdir()
    (tmp_path / ".dlt" / "secrets.toml").write_bytes(text)
    with pytest.raises(ConfigError) as error:
        secret(tmp_path, "sources.crm.token")
    assert error.value.code == "bad-secrets"
    assert "fake-secret-token" not in str(error.value)


def test_a_moment_to_wait_for_is_by_the_systems_clock() -> None:
    headers = {"Retry-After": "Tue, 20 Jan 2026 11:30:40 GMT", "Date": "Tue, 20 Jan 2026 11:30:00 GMT"}
    answer = Answer(429, headers, b"", None, is_json=False)
    assert pause(ErrorRule(do="wait"), answer, datetime(2026, 1, 20, 12, tzinfo=UTC)) == 40.0


@pytest.mark.parametrize("value", ["2026-02-30", "+99999-01-01T00:00:00Z", 1e30, "9" * 40, "2026-01-01T00:00:00", True])
def test_a_moment_that_never_was_is_none(value: object) -> None:
    assert moment(value) is None


@pytest.mark.parametrize("lasts", ["abc", [1], 1e30, -5, None])
def test_a_token_that_says_no_time_is_used_until_it_is_refused(lasts: object) -> None:
    assert lasting(lasts) == 0.0


@pytest.mark.parametrize("body", ["off", {}, {"keep": ["x"]}])
def test_an_object_that_the_system_does_not_have_is_refused(body: object, tmp_path: Path) -> None:
    path = tmp_path / "sources" / "hubspot.yml"
    path.parent.mkdir()
    path.write_text(json.dumps({"kind": "hubspot", "objects": {"contatcs": body}}), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_source(path)
    assert caught.value.code == "unknown-object"
    assert "contacts" in caught.value.valid
