"""Salesforce as its documentation says: SOQL that is refused when it is wrong, locators, recycle bin, Bulk 2.0 jobs."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.pipelines.fakes.server import Fake, Reply, Request, Row

CODES = {
    "Account": "001", "Contact": "003", "Lead": "00Q", "Opportunity": "006", "User": "005", "Task": "00T",
    "Group": "00G", "Individual": "0PK", "ContactPointEmail": "0Cx", "ContactPointPhone": "0Cy",
}  # fmt: skip
COMPOUND = {"MailingAddress": "address", "BillingAddress": "address", "PhotoData": "base64"}
STANDARD = {
    "Account": "Name Phone BillingStreet BillingCity BillingCountry BillingAddress OwnerId ParentId MasterRecordId",
    "Contact": "FirstName LastName Email Phone MobilePhone HomePhone OtherPhone Fax MailingStreet MailingCity "
    "MailingCountry OtherCity OtherCountry MailingAddress AccountId OwnerId Title Birthdate HasOptedOutOfEmail "
    "DoNotCall MasterRecordId IndividualId",
    "Lead": "FirstName LastName Company Email Status LeadSource OwnerId ConvertedContactId ConvertedOpportunityId "
    "ConvertedDate MasterRecordId IsConverted IndividualId",
    "Opportunity": "Name StageName Amount Probability CloseDate AccountId ContactId OwnerId CampaignId LeadSource",
    "OpportunityHistory": "OpportunityId StageName Amount",
    "OpportunityStage": "ApiName MasterLabel SortOrder DefaultProbability IsClosed IsWon",
    "LeadStatus": "ApiName MasterLabel SortOrder IsConverted",
    "User": "Name Email IsActive Department",
    "Task": "Subject TaskSubtype Status CallType CallDurationInSeconds CallDisposition WhoId WhatId AccountId OwnerId "
    "ActivityDate CompletedDateTime IsArchived",
    "Event": "Subject WhoId WhatId AccountId OwnerId StartDateTime ActivityDate DurationInMinutes IsArchived",
    "Case": "CaseNumber Subject Status IsClosed Type Priority Origin ContactId AccountId OwnerId ClosedDate",
    "Campaign": "Name Type Status StartDate EndDate BudgetedCost ActualCost OwnerId",
    "CampaignMember": "CampaignId ContactId LeadId Status HasResponded FirstRespondedDate",
    "Product2": "ProductCode Name Family IsActive",
    "Group": "Name Email Type DeveloperName",
    "Individual": "FirstName LastName BirthDate MasterRecordId ShouldForget",
    "ContactPointEmail": "ParentId EmailAddress UsageType IsPrimary",
    "ContactPointPhone": "ParentId TelephoneNumber UsageType IsPrimary",
    "ContactPointAddress": "ParentId AddressType Street City PostalCode Country",
    "ContactPointTypeConsent": "PartyId ContactPointType PrivacyConsentStatus DataUsePurposeId EffectiveFrom "
    "CaptureDate",
    "ContactPointConsent": "PartyId ContactPointId PrivacyConsentStatus DataUsePurposeId EffectiveFrom CaptureDate",
    "DataUsePurpose": "Name",
}
KEEP_NO_BIN = ("User", "OpportunityStage", "LeadStatus", "Group")
LONGEST_ADDRESS = 16_384
SOQL = re.compile(
    r"SELECT (?P<columns>[A-Za-z0-9_,]+) FROM (?P<object>\w+)"
    r"(?: WHERE SystemModstamp >= (?P<since>\S+) AND SystemModstamp < (?P<until>\S+)(?P<order> ORDER BY \w+, Id)?"
    r"| WHERE Type = '(?P<type>\w+)'| WHERE Id IN \((?P<ids>'\w+'(?:,'\w+')*)\))?"
)


def stamp(day: int, second: int = 0, zone: str = "+0000") -> str:
    """A moment of January 2026 as REST writes it."""
    return f"2026-01-{day:02}T10:{second // 60:02}:{second % 60:02}.000{zone}"


def record_id(kind: str, number: int) -> str:
    """An id of 18 characters."""
    return f"{CODES.get(kind, 'a0X')}{number:012}AAA"


class Salesforce(Fake):
    """One org: records by object, fields of its own, what its user may not see, and jobs."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Row]] = {name: {} for name in STANDARD}
        self.own_fields: dict[str, list[str]] = {}
        self.hidden: set[str] = set()
        self.page = 100
        self.jobs: dict[str, dict[str, Any]] = {}
        self.polls = 2
        self.job_end = "JobComplete"
        self.most_at_once: int | None = None
        self.locators: dict[str, tuple[list[Row], str]] = {}
        self.client: tuple[str, str] | None = None
        self.refresh_tokens: set[str] = set()
        self.issued = 0

    def put(self, kind: str, number: int, day: int = 1, second: int = 0, **fields: Any) -> str:
        """Create a record, or change it at that moment; its id."""
        key = record_id(kind, number)
        when = stamp(day, second)
        before = self.records.setdefault(kind, {}).get(key, {"Id": key, "CreatedDate": when, "IsDeleted": False})
        self.records[kind][key] = {**before, **fields, "LastModifiedDate": when, "SystemModstamp": when}
        return key

    def delete(self, kind: str, number: int, day: int, **fields: Any) -> None:
        """Put a record into the recycle bin."""
        self.put(kind, number, day, IsDeleted=True, **fields)

    def purge(self, kind: str, number: int) -> None:
        """Take a record out of the recycle bin too."""
        del self.records[kind][record_id(kind, number)]

    def merge(self, kind: str, winner: int, loser: int, day: int) -> None:
        """Merge two records: the loser is deleted and names the winner, which changes."""
        self.put(kind, winner, day)
        self.delete(kind, loser, day, MasterRecordId=record_id(kind, winner))

    def fields(self, kind: str) -> dict[str, str]:
        """The types of an object's fields by name."""
        names = ["Id", *STANDARD.get(kind, "").split(), "CreatedDate", "LastModifiedDate", "SystemModstamp"]
        names += [] if kind in KEEP_NO_BIN else ["IsDeleted"]
        return {name: COMPOUND.get(name, "string") for name in [*names, *self.own_fields.get(kind, [])]}

    def is_open(self, request: Request) -> bool:
        return request.path == "/services/oauth2/token"

    def refused(self, request: Request) -> Reply:
        return error(401, "INVALID_SESSION_ID", "Session expired or invalid")

    def answer(self, request: Request) -> Reply:
        if len(urlencode(request.params)) > LONGEST_ADDRESS:
            return Reply(414, None)
        match request.path.removeprefix("/services/").split("/"):
            case ["oauth2", "token"]:
                return self._token(request)
            case ["data", _, "sobjects", kind, "describe"]:
                return self._describe(kind)
            case ["data", _, "query" | "queryAll" as verb] if set(request.params) == {"q"}:
                return self._query(request.params["q"], is_all=verb == "queryAll")
            case ["data", version, "query", locator]:
                return self._more(locator, version)
            case ["data", _, "jobs", "query"] if request.method == "POST":
                return self._job(request)
            case ["data", _, "jobs", "query", job] if job in self.jobs:
                return self._state(job)
            case ["data", _, "jobs", "query", job, "results"] if job in self.jobs:
                return self._results(job, request)
        return error(404, "NOT_FOUND", "The requested resource does not exist")

    def _token(self, request: Request) -> Reply:
        form = request.form
        known = (form.get("client_id"), form.get("client_secret")) == self.client
        if form.get("grant_type") == "refresh_token":
            known = known and form.get("refresh_token") in self.refresh_tokens
        if not known:
            return Reply(400, {"error": "invalid_grant", "error_description": "expired access/refresh token"})
        self.issued += 1
        self.token = f"access-{self.issued}-of-fake"
        return Reply(
            body={
                "access_token": self.token,
                "instance_url": self.url,
                "id": f"{self.url}/id/00D/005",
                "token_type": "Bearer",
                "issued_at": "1767261600000",
                "signature": "c2lnbmF0dXJl",
            }
        )

    def _describe(self, kind: str) -> Reply:
        if kind in self.hidden or kind not in self.records:
            return error(404, "NOT_FOUND", "The requested resource does not exist")
        fields = [
            {"name": name, "label": f"Label of {name}", "type": type_, "custom": name.endswith("__c")}
            for name, type_ in self.fields(kind).items()
        ]
        return Reply(body={"name": kind, "queryable": True, "fields": fields})

    def _found(self, soql: str, *, is_all: bool, is_job: bool = False) -> list[Row] | Reply:
        asked = SOQL.fullmatch(soql)
        if asked is None:
            return error(400, "MALFORMED_QUERY", "unexpected token")
        kind, columns = asked["object"], asked["columns"].split(",")
        if kind in self.hidden or kind not in self.records:
            return error(400, "INVALID_TYPE", f"sObject type '{kind}' is not supported.")
        known = self.fields(kind)
        if wrong := [name for name in columns if name not in known]:
            return error(400, "INVALID_FIELD", f"No such column '{wrong[0]}' on entity '{kind}'.")
        if is_job and any(known[name] != "string" for name in columns):
            return error(400, "INVALIDJOB", "compound and base64 fields are not supported")
        rows = [row for row in self.records[kind].values() if is_all or not row["IsDeleted"]]
        if asked["since"]:
            since, until = (literal(asked[name]) for name in ("since", "until"))
            if since is None or until is None:
                return error(400, "INVALID_QUERY_FILTER_OPERATOR", "a value of dateTime must not be enclosed in quotes")
            rows = [row for row in rows if since <= datetime.fromisoformat(row["SystemModstamp"]) < until]
        if asked["type"]:
            rows = [row for row in rows if row["Type"] == asked["type"]]
        if asked["ids"]:
            rows = [row for row in rows if f"'{row['Id']}'" in asked["ids"].split(",")]
        if self.most_at_once is not None and len(rows) > self.most_at_once and not is_job:
            return error(400, "QUERY_TIMEOUT", "Your query request was running for too long.")
        rows.sort(key=lambda row: (row["SystemModstamp"], row["Id"]))
        attributes = {"type": kind, "url": f"/services/data/v62.0/sobjects/{kind}/x"}
        return [{"attributes": attributes, **{name: row.get(name) for name in columns}} for row in rows]

    def _query(self, soql: str, *, is_all: bool) -> Reply:
        rows = self._found(soql, is_all=is_all)
        if isinstance(rows, Reply):
            return rows
        return self._paged(rows, 0, soql)

    def _paged(self, rows: list[Row], start: int, soql: str) -> Reply:
        part = rows[start : start + self.page]
        body: Row = {"totalSize": len(rows), "done": start + self.page >= len(rows), "records": part}
        if not body["done"]:
            locator = f"01gFAKE{len(self.locators)}-{start + self.page}"
            self.locators[locator] = (rows, soql)
            body["nextRecordsUrl"] = f"/services/data/v62.0/query/{locator}"
        return Reply(body=body, headers={"Sforce-Limit-Info": "api-usage=18/100000"})

    def _more(self, locator: str, version: str) -> Reply:
        if locator not in self.locators or version != "v62.0":
            return error(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        rows, soql = self.locators[locator]
        return self._paged(rows, int(locator.split("-")[1]), soql)

    def _job(self, request: Request) -> Reply:
        if set(request.body) != {"operation", "query"}:
            return error(400, "INVALIDJOB", "unknown properties")
        rows = self._found(request.body["query"], is_all=request.body["operation"] == "queryAll", is_job=True)
        if isinstance(rows, Reply):
            return rows
        name = f"750FAKE{len(self.jobs)}"
        columns = str(SOQL.fullmatch(request.body["query"])["columns"]).split(",")  # type: ignore[index]
        self.jobs[name] = {"rows": rows, "columns": columns, "polls": self.polls}
        return Reply(body={"id": name, "state": "UploadComplete", "operation": request.body["operation"]})

    def _state(self, job: str) -> Reply:
        held = self.jobs[job]
        held["polls"] -= 1
        state = "InProgress" if held["polls"] >= 0 else self.job_end
        return Reply(body={"id": job, "state": state, "numberRecordsProcessed": len(held["rows"])})

    def _results(self, job: str, request: Request) -> Reply:
        held = self.jobs[job]
        if held["polls"] >= 0 or self.job_end != "JobComplete":
            return error(400, "INVALIDJOBSTATE", "the job is not complete")
        if unknown := set(request.params) - {"maxRecords", "locator"}:
            return error(400, "INVALID_PARAMETER", f"{unknown}")
        start = int(request.params.get("locator", "0"))
        end = start + min(self.page, int(request.params["maxRecords"]))
        text = io.StringIO()
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(held["columns"])
        part = held["rows"][start:end]
        writer.writerows([[in_csv(row[name]) for name in held["columns"]] for row in part])
        following = str(end) if end < len(held["rows"]) else "null"
        headers = {"Sforce-Locator": following, "Sforce-NumberOfRecords": str(len(part)), "Content-Type": "text/csv"}
        return Reply(raw=text.getvalue().encode(), headers=headers)


def literal(text: str) -> datetime | None:
    """A moment as SOQL takes it: not quoted, with a zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def in_csv(value: Any) -> str:
    """A value as a job's results write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("+0000", "Z") if re.fullmatch(r"\S+T\S+\+0000", str(value)) else str(value)


def error(status: int, code: str, message: str) -> Reply:
    """An error as Salesforce writes it: a list."""
    return Reply(status, [{"message": message, "errorCode": code}])


NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
