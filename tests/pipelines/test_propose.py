"""Proposals from headers in seven languages, and what sample values decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from onefold_core.yamlio import parse_yaml
from onefold_pipelines.mapping.check import check_source
from onefold_pipelines.mapping.proposal import Proposal
from onefold_pipelines.mapping.propose import propose
from onefold_pipelines.mapping.propose_yaml import ProposedObject, render_yaml

from tests.pipelines.mapping_world import make_project

PEOPLE: dict[str, dict[str, str | None]] = {
    "en": {
        "CustomerID": None,
        "First Name": "given_name",
        "Surname": "family_name",
        "Mobile": "phone",
        "E-mail address": "email",
        "Street Address": "address.street",
        "Zip/Postal Code": "address.postcode",
        "Town": "address.city",
        "DOB": "birth_date",
        "Company": "organization_name",
        "last_modified": "updated_at",
    },
    "ru": {
        "Код клиента": None,
        "Имя": "given_name",
        "Фамилия": "family_name",
        "Отчество": "middle_name",
        "Ваш номер телефона": "phone",
        "Эл. почта": "email",
        "Почтовый индекс": "address.postcode",
        "Город": "address.city",
        "Дата рождения": "birth_date",
        "ИНН": "tax_id",
        "Должность": "job_title",
    },
    "uk": {
        "Прізвище": "family_name",
        "Ім'я": "given_name",
        "По батькові": "middle_name",
        "Номер телефону": "phone",
        "Електронна пошта": "email",
        "Місто": "address.city",
        "Поштовий індекс": "address.postcode",
        "Дата народження": "birth_date",
        "Код ЄДРПОУ": "tax_id",
    },
    "de": {
        "Kundennummer": None,
        "Vorname": "given_name",
        "Nachname": "family_name",
        "Telefon (privat)": "phone",
        "E-Mail-Adresse": "email",
        "Straße": "address.street",
        "PLZ": "address.postcode",
        "Ort": "address.city",
        "Geburtsdatum": "birth_date",
        "Firma": "organization_name",
        "Geändert am": "updated_at",
    },
    "pt": {
        "Código": None,
        "Nome completo": "full_name",
        "CPF/CNPJ": "tax_id",
        "Telefone celular": "phone",
        "E-mail": "email",
        "Logradouro": "address.street",
        "CEP": "address.postcode",
        "Cidade": "address.city",
        "UF": "address.state",
        "Data de nascimento": "birth_date",
        "Data de cadastro": "created_at",
    },
    "es": {
        "Nombre": "given_name",
        "Apellidos": "family_name",
        "Correo electrónico": "email",
        "Teléfono móvil": "phone",
        "Calle": "address.street",
        "Código postal": "address.postcode",
        "Ciudad": "address.city",
        "Fecha de nacimiento": "birth_date",
        "Fecha de modificación": "updated_at",
    },
    "fr": {
        "Identifiant": None,
        "Prénom": "given_name",
        "Nom": "family_name",
        "Courriel": "email",
        "Téléphone portable": "phone",
        "Code postal": "address.postcode",
        "Ville": "address.city",
        "Date de naissance": "birth_date",
        "Société": "organization_name",
    },
}


@pytest.mark.parametrize("language", PEOPLE)
def test_people_in_seven_languages(language: str) -> None:
    wanted = PEOPLE[language]
    proposal = propose(list(wanted))
    assert proposal.entity == "person"
    assert {h: proposal.column(h).target for h in wanted} == wanted
    keys = [h for h, target in wanted.items() if target is None]
    assert list(proposal.key) == keys


def targets(proposal: Proposal) -> Mapping[str, str | None]:
    """Header to proposed target."""
    return {c.header: c.target for c in proposal.columns}


@pytest.mark.parametrize(
    ("name", "headers", "entity"),
    [
        ("accounts", ["id", "name", "website", "phone_office", "vat_number"], "organization"),
        ("opportunities", ["id", "name", "sales_stage", "amount", "date_closed", "date_modified"], "deal"),
        (None, ["deal id", "stage", "amount", "currency", "probability", "close date"], "deal"),
        ("calls", ["id", "name", "direction", "status", "date_start", "duration_seconds"], "activity"),
        ("Заказы", ["Номер", "Дата", "Сумма", "Валюта", "Контрагент"], "order"),
        ("rechnungen", ["Rechnungsnummer", "Rechnungsdatum", "Betrag", "Währung"], "invoice"),
        ("pagamentos", ["Número", "Data do pagamento", "Valor"], "payment"),
        ("users", ["id", "full_name", "email", "active"], "owner"),
    ],
)
def test_the_entity_is_found(name: str | None, headers: Sequence[str], entity: str) -> None:
    assert propose(headers, name=name).entity == entity


def test_samples_overrule_a_header() -> None:
    headers = ["name", "email", "phone", "x"]
    samples = {
        "name": ["a@b.de", "c@d.de"],
        "email": ["yes", "no"],
        "phone": ["red", "blue"],
        "x": ["+49 30 1234567", "+49 30 7654321"],
    }
    proposal = propose(headers, samples)
    assert targets(proposal) == {"name": "email", "email": None, "phone": "phone", "x": "phone"}
    assert not proposal.column("phone").is_sure
    assert not proposal.column("x").is_sure


def test_name_means_what_stands_beside_it() -> None:
    assert targets(propose(["Vorname", "Name"], {"Name": ["Meier", "Kurz"]}))["Name"] == "family_name"
    assert targets(propose(["Имя", "Телефон"], {"Имя": ["Анна Котова", "Иван Орлов"]}))["Имя"] == "full_name"
    assert targets(propose(["Имя", "Телефон"], {"Имя": ["Анна", "Иван"]}))["Имя"] == "given_name"


def test_date_formats_are_read_from_samples_and_open_ones_doubted() -> None:
    headers = ["Name", "created", "updated", "E-Mail"]
    sure = propose(headers, {"created": ["31.12.2024 10:00:00"] * 3, "updated": ["12/31/2024 10:00"] * 3})
    assert sure.column("created").format == "%d.%m.%Y %H:%M:%S"
    assert sure.column("updated").format == "%m/%d/%Y %H:%M"
    doubted = propose(headers, {"created": ["2024-12-31"], "updated": ["01/02/2024"]})
    assert doubted.column("created").format is None
    assert doubted.column("updated").format == "%d/%m/%Y"
    assert not doubted.column("updated").is_sure


def test_an_ambiguous_decimal_mark_is_taken_from_the_other_samples() -> None:
    headers = ["id", "stage", "amount"]
    assert propose(headers, {"amount": ["1,234", "15,50"]}, name="deals").column("amount").format == ","
    assert propose(headers, {"amount": ["1,234", "15.50"]}, name="deals").column("amount").format == "."
    assert propose(headers, {"amount": ["1234.5", "15.50"]}, name="deals").column("amount").format is None


def test_key_cursor_and_deleted() -> None:
    headers = ["code", "id", "first_name", "date_modified", "deleted"]
    samples = {
        "code": ["7", "7"],
        "id": ["1", "2"],
        "date_modified": ["2024-01-01 10:00:00"] * 2,
        "deleted": ["0", "1"],
    }
    proposal = propose(headers, samples)
    assert (proposal.key, proposal.cursor, proposal.deleted) == (("id",), "date_modified", "deleted = 1")
    assert propose(["id", "first_name"], {"id": ["1", "1"]}).key == ()


def test_references_need_their_object() -> None:
    alone = propose(["id", "first_name", "account_id"])
    assert alone.column("account_id").decision == "keep"
    beside = propose(["id", "first_name", "account_id"], objects={"accounts": "organization", "users": "owner"})
    assert (beside.column("account_id").target, beside.column("account_id").ref) == ("organization", "accounts")


def test_a_column_called_id_is_not_the_thing_it_points_to() -> None:
    proposal = propose(["id", "first_name", "email_address_id", "phone"])
    assert proposal.column("email_address_id").decision == "keep"


def test_what_names_nobody_is_left_without_an_entity() -> None:
    proposal = propose(["id", "left_id", "right_id", "date_modified"])
    assert proposal.entity == "none"
    assert {c.decision for c in proposal.columns} == {"key", "keep"}


def test_a_declared_key_is_taken_as_it_is() -> None:
    assert propose(["a", "b", "first_name"], key=["a", "b"]).key == ("a", "b")


def test_secrets_are_never_landed_and_strangers_are_left_to_the_user() -> None:
    proposal = propose(["id", "first_name", "password_hash", "zzz"])
    assert proposal.column("password_hash").decision == "ignore"
    assert proposal.column("zzz").decision == "keep"


def test_one_target_is_given_once() -> None:
    proposal = propose(["id", "email", "email2", "first_name", "forename", "phone_work", "phone_home"])
    assert [c.target for c in proposal.columns].count("given_name") == 1
    assert [c.label for c in proposal.columns if c.target == "phone"] == ["work", "home"]


ODD = [
    "id",
    "Как вас зовут? (ФИО)",
    "no",
    'say "hi": {x} # y',
    "Телефон",
    "Комментарий - 1",
    "1",
    "null",
    "it's",
    "a\tb",
]


def test_the_yaml_can_be_read_built_and_holds_no_value(tmp_path: Path) -> None:
    samples = {h: [f"secret{i}{n}" for n in range(3)] for i, h in enumerate(ODD)}
    text = render_yaml("forms", "files", [ProposedObject("answers", propose(ODD, samples), {"path": "data/*.csv"})])
    assert "secret" not in text
    document = parse_yaml(text, "forms.yml")["objects"]["answers"]
    placed = [*document["key"], *document.get("map", {}), *document.get("keep", []), *document.get("ignore", [])]
    assert sorted(map(str, placed)) == sorted(ODD)
    assert all(isinstance(header, str) for header in placed)
    check_source(make_project(tmp_path, forms=text).source("forms"))


@pytest.mark.parametrize("language", PEOPLE)
def test_proposals_in_every_language_pass_the_check(tmp_path: Path, language: str) -> None:
    proposal = propose(list(PEOPLE[language]))
    key = proposal.key or (next(iter(PEOPLE[language])),)
    text = render_yaml("s", "files", [ProposedObject("people", proposal, {"path": "x.csv"})])
    text = text.replace("key: []", f"key: ['{key[0]}']") if not proposal.key else text
    check_source(make_project(tmp_path, s=text).source("s"))
