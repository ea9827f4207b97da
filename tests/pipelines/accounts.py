"""The projects' files of the fakes' accounts: the objects that a test names and no others."""

from __future__ import annotations

import json

from onefold_core.systems import load_system

from tests.pipelines.fakes.reading import only
from tests.pipelines.fakes.retailcrm import RetailCrm
from tests.pipelines.fakes.server import Fake
from tests.pipelines.fakes.zendesk import Zendesk
from tests.pipelines.workbench import Workbench


def off(system: str, *named: str) -> str:
    """Each object that the system ships switched on, but these, switched off."""
    return ", ".join(f"{name}: off" for name, settings in only(system, *named).items() if settings == "off")


RETAIL = "kind: retailcrm\nurl: {url}\ncurrency: RUB\nobjects: {{{objects}}}\n"
RETAIL_OFF = off("retailcrm", "customers")
ZENDESK = """\
kind: zendesk
url: {url}
objects: {{{objects}}}
rest:
  reads: {{export: {{params: {{per_page: 100}}}}, export_by_time: {{params: {{per_page: 100}}}}}}
"""
ZENDESK_OFF = off("zendesk", "users")


def write_bitrix(bench: Workbench, *names: str, more: str = "") -> None:
    """The project's file: these objects alone."""
    shipped = load_system("bitrix24")["objects"]
    named = ", ".join(f"{name}: {{}}" for name in names if shipped[name].get("off"))
    bench.write("bitrix", f"kind: bitrix24\nobjects: {{{off('bitrix24', *names)}, {named}}}\n{more}")


def write_retail(bench: Workbench, fake: RetailCrm, objects: str = RETAIL_OFF) -> None:
    """The project's file: customers only, unless said otherwise."""
    bench.write("retailcrm", RETAIL.format(url=fake.url, objects=objects))


def write_zendesk(bench: Workbench, fake: Zendesk, objects: str = ZENDESK_OFF) -> None:
    """The project's file: users only, unless said otherwise."""
    bench.write("zendesk", ZENDESK.format(url=fake.url, objects=objects))


def source(kind: str, fake: Fake, name: str, settings: str = "{}") -> str:
    """A file that reads one object."""
    objects = json.dumps(only(kind, name)).replace(f'"{name}": {{}}', f"{name}: {settings}")
    return f"kind: {kind}\nurl: {fake.url}\nobjects: {objects}\n"
