"""Web forms: a Google Forms export as Russian Google writes it, and the posts of the shop's own website."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from .model import CYRILLIC, LAST_DAY, Person, chance, moment
from .noise import PLACEHOLDER_EMAILS, see_person
from .truth import Truth
from .world import World

SOURCE = "web_forms"
GOOGLE_HEADER = (
    "Отметка времени",
    "Адрес электронной почты",
    "Как вас зовут? (ФИО)",
    "Телефон для связи",
    "Компания",
    "Город",
    "Страна",
    "Дата рождения",
    "Что вас интересует?",
    "Согласие на обработку персональных данных",
    "Хочу получать новости",
)
_INTERESTS = ("Канаты и тросы", "Якоря и цепи", "Спасательные средства", "Краски и лаки", "Навигация", "Продовольствие")
_CONSENTS = {
    "2023-02": "Я согласен на обработку моих персональных данных и получение новостей.",
    "2024-05": "Согласен получать новости по электронной почте. Отозвать согласие можно в любом письме.",
    "en-2": "I agree to receive offers by e-mail and can withdraw at any time.",
    "de-3": "Ich möchte Angebote per E-Mail erhalten; Widerruf jederzeit möglich.",
    "pt-1": "Aceito receber ofertas por e-mail e posso cancelar a qualquer momento.",
}
_CAMPAIGNS = (
    ("google", "cpc", "anchor-2024"),
    ("newsletter", "email", "spring-rope"),
    ("yandex", "cpc", "канаты"),
    ("", "", ""),
)
_MESSAGES = {
    "RU": "Прошу выслать прайс",
    "UA": "Надішліть, будь ласка, ціни",
    "KZ": "Нужна доставка в порт",
    "DE": "Bitte um ein Angebot",
    "GB": "Please quote for delivery on board",
    "US": "Need a quote by Friday",
    "BR": "Gostaria de um orçamento",
}
_COUNTRIES = {
    "RU": "Россия",
    "UA": "Украина",
    "KZ": "Казахстан",
    "DE": "Германия",
    "GB": "Великобритания",
    "US": "США",
    "BR": "Бразилия",
}
"""The answers of the form's drop-down list."""

RAGGED_ROWS = 2
INVALID_LINES = 2


def google_rows(world: World, truth: Truth) -> list[tuple[str, ...]]:
    """Answers of the Google form; the time of the answer and the e-mail address are its key."""
    rng = world.rng("google form")
    rows: list[tuple[str, ...]] = []
    taken: set[datetime] = set()
    for person in world.people_of["google_form"]:
        at = moment(rng)
        while at in taken:
            at += timedelta(seconds=1)
        taken.add(at)
        rows.append(google_answer(rng, person, at))
        truth.add(SOURCE, "google_form", rows[-1][:2], person)
    return rows


def google_answer(rng: Random, person: Person, at: datetime) -> tuple[str, ...]:
    """One answer of the Google form, its fields in the order of the header."""
    seen = see_person(rng, person, latin_share=0.08, work_share=0.1)
    # Google insists on an address; a person without one at hand types the first that comes to mind.
    own = person.emails[0] if not seen.phone or chance(rng, 0.7) else rng.choice(PLACEHOLDER_EMAILS)
    email = seen.email.strip() or own
    birth_date = f"{seen.birth_date[8:]}.{seen.birth_date[5:7]}.{seen.birth_date[:4]}" if seen.birth_date else ""
    country = "" if chance(rng, 0.15) else _COUNTRIES[person.country]
    interests = "; ".join(rng.sample(_INTERESTS, 2))
    answers = (seen.full_name, seen.phone, seen.employer, seen.address.city, country, birth_date, interests)
    agreed = "Согласен" if person.is_male else "Согласна"
    return (f"{at:%d.%m.%Y %H:%M:%S}", email, *answers, agreed, rng.choice(("Да", "Да", "Нет", "")))


def site_posts(world: World, truth: Truth) -> list[dict[str, Any]]:
    """Posts of the website's forms, in the order of their time."""
    rng = world.rng("site posts")
    people = world.people_of["site_posts"]
    times = sorted(moment(rng) for _ in people)
    posts = [site_post(rng, number, person, at) for number, (person, at) in enumerate(zip(people, times, strict=True))]
    for post, person in zip(posts, people, strict=True):
        truth.add(SOURCE, "site_posts", post["id"], person)
    return posts


def site_post(rng: Random, number: int, person: Person, at: datetime) -> dict[str, Any]:
    """Post `number` of the website, sent at `at` UTC."""
    seen = see_person(rng, person, latin_share=0.3, work_share=0.1)
    source, medium, campaign = rng.choice(_CAMPAIGNS)
    version = _consent_version(person, at)
    return {
        "id": f"post-{number + 1:06}",
        "submitted_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "form": rng.choice(("quote", "callback", "catalogue")),
        "page_url": f"https://www.harbour-chandlers.com/{rng.choice(('ropes', 'anchors', 'safety'))}",
        "name": seen.full_name,
        "email": seen.email,
        "phone": seen.phone,
        "company": seen.employer,
        "city": seen.address.city,
        "country": person.country,
        "message": _MESSAGES[person.country] if chance(rng, 0.6) else "",
        "utm": {"source": source, "medium": medium, "campaign": campaign},
        "consent": {"given": chance(rng, 0.7), "text": _CONSENTS[version], "version": version},
        "user_agent": "Mozilla/5.0",
    }


def _consent_version(person: Person, at: datetime) -> str:
    if person.country in CYRILLIC:
        return "2023-02" if at < datetime.fromisoformat("2024-05-01") else "2024-05"
    return {"DE": "de-3", "BR": "pt-1"}.get(person.country, "en-2")


def write_google(path: Path, rows: list[tuple[str, ...]]) -> None:
    """The CSV as Google exports it: UTF-8 without a mark, CRLF; two rows lost a quote and are ragged."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(GOOGLE_HEADER)
    for number, row in enumerate(rows):
        writer.writerow(row)
        if number in (10, 20):
            out.write(f"{LAST_DAY:%d.%m.%Y} 0{number // 10}:00:00,broken,row\r\n")
    path.write_bytes(out.getvalue().encode())


def write_posts(path: Path, posts: list[dict[str, Any]]) -> None:
    """JSON Lines; two lines are broken: one cut off by a full disk, one not JSON at all."""
    lines = [json.dumps(post, ensure_ascii=False) for post in posts]
    lines.insert(15, '{"id": "post-cut", "submitted_at": "2024-02-0')
    lines.insert(25, "<html><body>502 Bad Gateway</body></html>")
    path.write_bytes(("\n".join(lines) + "\n").encode())
