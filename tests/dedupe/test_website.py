"""Websites as people write them, and what makes two of them one."""

from __future__ import annotations

import pytest
from onefold_dedupe.standardise.website import standardise_website


@pytest.mark.parametrize(
    ("raw", "url", "key"),
    [
        ("WWW.Kontor.DE/", "https://www.kontor.de", "kontor.de"),
        ("http:/kontor.de", "http://kontor.de", "kontor.de"),
        ("https://https://kontor.de", "https://kontor.de", "kontor.de"),
        ("//kontor.de", "https://kontor.de", "kontor.de"),
        ("http://kontor.de:80/a/", "http://kontor.de/a", "kontor.de"),
        ("http://kontor.de:8080", "http://kontor.de:8080", "kontor.de"),
        ("сайт: kontor.de", "https://kontor.de", "kontor.de"),
        ("почта.рф", "https://почта.рф", "xn--80a1acny.xn--p1ai"),
        ("xn--80a1acny.xn--p1ai", "https://почта.рф", "xn--80a1acny.xn--p1ai"),
        ("instagram.com/Kontor/", "https://instagram.com/Kontor", "instagram.com/kontor"),
        ("https://m.vk.com/kontor", "https://m.vk.com/kontor", "vk.com/kontor"),
        ("https://medium.com/@kontor", "https://medium.com/@kontor", "medium.com/@kontor"),
        ("kontor.de/?a=1,2", "https://kontor.de?a=1,2", "kontor.de"),
        ("ya.ru", "https://ya.ru", "ya.ru"),
    ],
)
def test_read(raw: str, url: str, key: str) -> None:
    result = standardise_website(raw)
    assert (result.status, result.value["url"], result.key) == ("ok", url, key)
    again = standardise_website(url)
    assert (again.value["url"], again.key) == (url, key)


def test_of_several_the_first_is_taken_and_said() -> None:
    result = standardise_website("www.kontor.de, www.kontor.com")
    assert (result.key, result.issues) == ("kontor.de", ("several_websites",))


@pytest.mark.parametrize(
    "raw", ["kontor", "kontor .de", "a@kontor.de", "ftp://kontor.de", "ООО.Ромашка", "1.5", "http://"]
)
def test_refused(raw: str) -> None:
    assert standardise_website(raw).issues == ("not_a_website",)
