"""Salesforce's queues, individuals with their contact points and consents, and objects of very many fields."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from onefold_core.errors import SourceTerminalError
from onefold_core.systems import load_system
from onefold_pipelines.kinds import Outside
from onefold_pipelines.mapping.build import build_models
from onefold_pipelines.rest.clock import SteppedClock

from tests.pipelines.fakes.salesforce import NOON, Salesforce, record_id
from tests.pipelines.fakes.server import serving
from tests.pipelines.mapping_world import make_project, rows, run_models
from tests.pipelines.workbench import Workbench

POINTS = ("contact_point_emails", "contact_point_phones", "contact_point_type_consents", "contact_point_consents")


@pytest.fixture
def salesforce(monkeypatch: pytest.MonkeyPatch) -> Iterator[Salesforce]:
    """An org with nothing in it."""
    with serving(Salesforce()) as fake:
        assert isinstance(fake, Salesforce)
        monkeypatch.setenv("SOURCES__SALESFORCE__TOKEN", fake.token)
        yield fake


@pytest.fixture
def outside() -> Outside:
    """A clock that costs nothing."""
    return Outside(clock=SteppedClock(NOON))


def source(fake: Salesforce, *objects: str, options: str = "{}") -> str:
    """A project's file that reads these objects and no others."""
    named = [
        f"{name}: {'{}' if name in objects else 'off'}"
        for name, body in load_system("salesforce")["objects"].items()
        if name in objects or not body.get("off")
    ]
    return f"kind: salesforce\nurl: {fake.url}\noptions: {options}\nobjects: {{{', '.join(named)}}}\n"


def test_individuals_queues_and_consents(bench: Workbench, salesforce: Salesforce, outside: Outside) -> None:
    anna = salesforce.put("Individual", 1, 1, FirstName="Anna", LastName="K")
    purpose = salesforce.put("DataUsePurpose", 1, 1, Name="Newsletter")
    queue = salesforce.put("Group", 1, 1, Name="Inbound", Type="Queue", Email="in@example.org")
    salesforce.put("Group", 2, 1, Name="Everybody", Type="Regular")
    salesforce.put("Contact", 1, 1, LastName="K", IndividualId=anna)
    salesforce.put("Lead", 1, 1, LastName="K", IndividualId=anna, OwnerId=queue)
    contact = record_id("Contact", 1)
    salesforce.put("Lead", 2, 1, LastName="K", IndividualId=anna, ConvertedContactId=contact)
    mail = salesforce.put(
        "ContactPointEmail", 1, 1, ParentId=anna, EmailAddress="anna@example.com", UsageType="Work", IsPrimary=True
    )
    phone = salesforce.put("ContactPointPhone", 1, 1, ParentId=anna, TelephoneNumber="+49 30 1")
    at = {"CaptureDate": "2026-01-03T10:00:00.000+0000", "DataUsePurposeId": purpose, "PartyId": anna}
    salesforce.put("ContactPointConsent", 1, 3, 0, ContactPointId=mail, PrivacyConsentStatus="OptIn", **at)
    salesforce.put("ContactPointConsent", 2, 3, 0, ContactPointId=phone, PrivacyConsentStatus="OptOut", **at)
    salesforce.put(
        "ContactPointTypeConsent", 1, 3, 0, ContactPointType="MailingAddress", PrivacyConsentStatus="Seen", **at
    )
    text = source(salesforce, "contacts", "leads", "users", "queues", "individuals", *POINTS)
    project = make_project(bench.root, salesforce=text)
    found = bench.sync("salesforce", outside=outside)
    assert not [(one.object, one.field) for one in found.issues if one.code == "unknown-column"]
    build_models(project)
    person = f"salesforce:individuals:{anna}"
    with duckdb.connect(str(bench.warehouse)) as db:
        run_models(db, project)
        assert rows(db, "select object, converted_to from intermediate.int_party order by object, source_key") == [
            ("contacts", person),
            ("individuals", None),
            ("leads", person),
            ("leads", f"salesforce:contacts:{contact}"),
        ], "what a lead was converted into comes first"
        assert rows(
            db, "select party, channel, label, value, is_primary from intermediate.int_contact_point order by 2"
        ) == [
            (person, "email", "Work", "anna@example.com", True),
            (person, "phone", None, "+49 30 1", None),
        ]
        assert rows(db, "select party, channel, purpose, state from intermediate.int_consent order by channel") == [
            (person, "email", "Newsletter", "granted"),
            (person, "phone", "Newsletter", "withdrawn"),
            (person, "post", "Newsletter", "pending"),
        ]
        assert rows(db, "select name, email from intermediate.int_owner") == [("Inbound", "in@example.org")]
        assert rows(db, "select owner from intermediate.int_lead where owner is not null") == [
            (f"salesforce:queues:{queue}",)
        ]
    salesforce.delete("ContactPointEmail", 1, 20)
    salesforce.put("ContactPointConsent", 1, 20, PrivacyConsentStatus="OptOut")
    consents = bench.sync("salesforce", outside=outside).object("contact_point_consents")
    assert (consents.mode, consents.rows_landed) == ("incremental", 1)
    told = bench.rows("raw_salesforce.contact_point_consents", "point_of, privacy_consent_status")
    assert told == [("email", "OptOut"), ("phone", "OptOut")], "a point in the bin says what it was"


@pytest.mark.parametrize("over", ["100000", "never"])
def test_more_fields_than_an_address_holds(
    bench: Workbench, salesforce: Salesforce, outside: Outside, over: str
) -> None:
    own = [f"Own_field_of_the_org_number_{number:03}__c" for number in range(450)]
    salesforce.own_fields["Contact"] = own
    salesforce.put("Contact", 1, 1, 0, LastName="K", **{own[-1]: "x"})
    text = source(salesforce, "contacts", options=f'{{bulk_over: "{over}"}}')
    bench.write("salesforce", text.replace("contacts: {}", f"contacts: {{keep: [{', '.join(own)}]}}"))
    if over == "never":
        with pytest.raises(SourceTerminalError) as error:
            bench.sync("salesforce", outside=outside)
        assert error.value.code == "request-refused"
        assert "bulk_over" in (error.value.mend or "")
        return
    bench.sync("salesforce", outside=outside)
    assert bench.query("select own_field_of_the_org_number_449_c from raw_salesforce.contacts") == [("x",)]
    assert salesforce.asked("/jobs/query")
    assert not [one for one in salesforce.log if "Own_field" in one.params.get("q", "")], "nothing is asked in vain"
