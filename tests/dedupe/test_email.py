"""E-mail addresses as people and exports write them."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.email import standardise_email
from onefold_dedupe.standardise.mail_domains import is_mistyped


@pytest.mark.parametrize(
    ("raw", "address", "key"),
    [
        ("Ivan.Petrov@Mail.RU", "ivan.petrov@mail.ru", "ivan.petrov@mail.ru"),
        ("john.smith+news@googlemail.com", "john.smith+news@googlemail.com", "johnsmith@gmail.com"),
        ("i.petrov@ya.ru", "i.petrov@ya.ru", "i-petrov@yandex.ru"),
        ("mailto:a@b.ru?subject=x", "a@b.ru", "a@b.ru"),
        ("Иван Петров <ivan@mail.ru>", "ivan@mail.ru", "ivan@mail.ru"),
        ("ivan @ mail.ru", "ivan@mail.ru", "ivan@mail.ru"),
        ("ivan@почта.рф", "ivan@почта.рф", "ivan@xn--80a1acny.xn--p1ai"),
        ("e-mail: a@bc.ru;", "a@bc.ru", "a@bc.ru"),
        ("john (at) company (dot) com", "john@company.com", "john@company.com"),
        ("ivаn@mail.ru", "ivan@mail.ru", "ivan@mail.ru"),
        ("mailto:a%2Bb@firma.de", "a+b@firma.de", "a+b@firma.de"),
        ("Olga@XN--80A1ACNY.xn--p1ai", "olga@почта.рф", "olga@xn--80a1acny.xn--p1ai"),
        ("ольга@почта.рф", "ольга@почта.рф", "ольга@xn--80a1acny.xn--p1ai"),
        ("olga＠firma．de", "olga@firma.de", "olga@firma.de"),
        ("ＯＬＧＡ＋ｎｅｗｓ＠ｇｍａｉｌ．ｃｏｍ", "olga+news@gmail.com", "olga@gmail.com"),
        ('"olga"@firma.de', "olga@firma.de", "olga@firma.de"),
        ('"olga b"@firma.de', '"olga b"@firma.de', '"olga b"@firma.de'),
        ("olga@firma.de (Olga B.)", "olga@firma.de", "olga@firma.de"),
        ("olga@firma.de.", "olga@firma.de", "olga@firma.de"),
        ("olga@firma..de", "olga@firma.de", "olga@firma.de"),
        ("o.b-c_d+x@pm.me", "o.b-c_d+x@pm.me", "obcd@protonmail.com"),
        ("o.b+x@fastmail.fm", "o.b+x@fastmail.fm", "o.b@fastmail.fm"),
        ("shop@olga.fastmail.com", "shop@olga.fastmail.com", "olga@fastmail.com"),
        ("o.b+x@hotmail.co.uk", "o.b+x@hotmail.co.uk", "o.b@hotmail.co.uk"),
        ("o.b@mac.com", "o.b@mac.com", "o.b@icloud.com"),
        ("o.b+x@yahoo.com", "o.b+x@yahoo.com", "o.b+x@yahoo.com"),
    ],
)
def test_read(raw: str, address: str, key: str) -> None:
    result = standardise_email(raw)
    assert result.status == "ok"
    assert result.value["address"] == address
    assert result.key == result.value["key"] == key
    assert f"{result.value['local']}@{result.value['domain']}" == address


@pytest.mark.parametrize(
    ("raw", "flag"),
    [
        ("info@firma.de", "role"),
        ("sales-ru@firma.com", "role"),
        ("x@mailinator.com", "disposable"),
        ("x@box.mailinator.com", "disposable"),
        ("x@gmial.com", "typo_domain"),
        ("biuro2@firma.pl", "role"),
        ("no-reply@firma.pl", "role"),
    ],
)
def test_flags(raw: str, flag: str) -> None:
    result = standardise_email(raw)
    assert flag in result.value["flags"]
    assert result.value["address"] == raw


def test_an_ordinary_address_has_no_flags() -> None:
    assert standardise_email("anna.schmidt@web.de").value["flags"] == []
    assert standardise_email("it.schmidt@web.de").value["flags"] == []


def test_a_last_label_of_no_registry_is_said() -> None:
    result = standardise_email("olga@server.local")
    assert (result.status, result.issues, result.confidence) == ("ok", ("unknown_top_level",), 0.7)


@pytest.mark.parametrize(
    "domain",
    ["gmail.com", "yahoo.it", "hotmail.es", "mail.com", "email.cz", "inbox.lt", "company.com", "mai.ru", "wep.de"],
)
def test_real_domains_are_not_slips(domain: str) -> None:
    assert not is_mistyped(domain)


@pytest.mark.parametrize(
    "domain",
    [
        "gmial.com",
        "gmail.con",
        "gmal.com",
        "hotmial.com",
        "yandx.ru",
        "outlok.com",
        "gmail.co",
        "ukr.nte",
        "maill.ru",
        "mail.ru.ru",
        "libeto.it",
    ],
)
def test_slips(domain: str) -> None:
    assert is_mistyped(domain)


def test_several_addresses() -> None:
    result = standardise_email("a@firma.ru; b@firma.ru")
    assert [other["address"] for other in result.value["others"]] == ["b@firma.ru"]
    slashed = standardise_email("mailto:a@firma.ru,b@firma.ru / c@firma.ru")
    assert [other["local"] for other in slashed.value["others"]] == ["b", "c"]


@pytest.mark.parametrize("raw", [None, "", "нет", "-", "test@test.com", "n/a", "1@1.ru", "test@test.de"])
def test_nothing(raw: str | None) -> None:
    assert standardise_email(raw).status == "empty"


@pytest.mark.parametrize(
    "raw", ["foo", "a@b", "@b.ru", "a..b@c.ru", "a@-b.ru", "a@b@c.ru", ".a@b.ru", f"{'x' * 65}@a.ru"]
)
def test_refused(raw: str) -> None:
    assert standardise_email(raw).status == "refused"


def test_a_comma_may_be_the_full_stop_before_the_last_label() -> None:
    result = standardise_email("ivan@firma,de")
    assert (result.value["address"], result.changes) == ("ivan@firma.de", ("domain_dots_repaired",))
    assert standardise_email("a@firma.ru,petrov").value["address"] == "a@firma.ru"
    assert standardise_email("a@firma,petrov").status == "refused"


@pytest.mark.parametrize(
    ("raw", "unparsed"),
    [
        ("a@firma.de,b", "b"),
        ("a@firma.de, tel 123", "tel 123"),
        ("x; a@firma.de", "x"),
        ("a@firma.de work", "work"),
        ("a@firma.de (work)", "(work)"),
    ],
)
def test_what_stands_beside_the_address_is_kept(raw: str, unparsed: str) -> None:
    result = standardise_email(raw)
    assert (result.status, result.value["address"], result.issues) == ("partial", "a@firma.de", ("extra_text",))
    assert result.value["unparsed"] == unparsed


@pytest.mark.parametrize(
    ("raw", "change"),
    [
        (". olga@firma.de", "reformatted"),
        ("ｏｌｇａ＠firma.de", "reformatted"),
        ("olga@firma.de (Olga McBride)", "display_name_removed"),
        ("OLGA@FIRMA.DE.", "lowercased"),
        ("'olga@firma.de'", "quotes_removed"),
        ("Olga B. <Olga@Firma.de>", "lowercased"),
    ],
)
def test_what_was_changed_is_named(raw: str, change: str) -> None:
    assert change in standardise_email(raw).changes
