"""Reading a REST system into the spool: records a second of our process's CPU, memory by the number of pages.

The system is a fake without delay in another process. Two shapes: contacts as HubSpot's connector reads them (inner
properties lifted, the shipped mapping's fields), and invoices of a plain list, whose amounts keep every digit.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qsl, urlsplit

# Run as a script from a checkout: the generator and this package are found from its root.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.measure import MEBIBYTE, print_table, run_measured

ROWS_PER_PAGE = {"contacts": 100, "invoices": 200}
TOKEN = "benchmark-token"  # noqa: S105 - the fake's own
FAST = {"all": {"rate": 1_000_000, "burst": 1000}}


def _contact(number: int) -> dict[str, Any]:
    at = f"2026-01-{number % 28 + 1:02}T10:{number % 60:02}:00.000Z"
    properties = {
        "hs_object_id": str(number),
        "firstname": f"Given{number % 997}",
        "lastname": f"Family{number % 4999}",
        "email": f"person{number}@example.com",
        "phone": f"+49 30 {number:07}",
        "mobilephone": None,
        "company": f"Company {number % 2011} GmbH",
        "city": "Berlin",
        "zip": f"{number % 100000:05}",
        "country": "Germany",
        "jobtitle": "Buyer",
        "createdate": at,
        "lastmodifieddate": at,
    }
    return {
        "id": str(number),
        "properties": properties,
        "createdAt": at,
        "updatedAt": at,
        "archived": False,
        "url": f"https://app.example/contacts/{number}",
    }


def _invoice(number: int) -> dict[str, Any]:
    cents = number * 7919 % 10_000_000
    return {
        "id": number,
        "number": f"INV-{number:07}",
        "issued_at": f"2026-01-{number % 28 + 1:02}T10:00:00Z",
        "currency": "EUR",
        "customer": {"id": number % 5003, "name": f"Company {number % 2011} GmbH"},
        "net": cents / 100,
        "tax": cents // 5 / 100,
        "paid": number % 3 == 0,
        "lines": [{"sku": f"S-{number % 97}", "quantity": number % 9 + 1, "price": cents / 200}],
    }


@lru_cache(maxsize=16)
def _body(kind: str, page: int, pages: int) -> bytes:
    size = ROWS_PER_PAGE[kind]
    make = _contact if kind == "contacts" else _invoice
    rows = [make(number) for number in range(page * size + 1, (page + 1) * size + 1)]
    after = {"next": {"after": str(page + 1)}} if page + 1 < pages else {}
    return json.dumps({"results": rows, "paging": after}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    pages = 1

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        params = dict(parse_qsl(parts.query))
        name = parts.path.rsplit("/", 1)[-1]
        if "/properties/" in parts.path or params.get("archived") == "true":
            content = b'{"results": []}'
        else:
            content = _body(name, int(params.get("after", "0")), self.pages)
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
        self.wfile.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def _serve(pages: int, told: Connection) -> None:
    _Handler.pages = pages
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    told.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def served(pages: int) -> Iterator[str]:
    """The fake's address, in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(pages, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()


def _document(kind: str, url: str) -> dict[str, Any]:
    from onefold_core.systems import load_system

    if kind == "contacts":
        others = {name: False for name in load_system("hubspot")["objects"] if name != kind}
        return {"kind": "hubspot", "url": url, "rest": {"limits": FAST}, "objects": others}
    read = {
        "path": "/invoices",
        "params": {"after": "$page"},
        "page": {"style": "cursor", "next": "paging.next.after"},
        "rows": "results",
    }
    fields = ["number", "issued_at", "currency", "customer.id", "net", "tax", "paid", "lines"]
    auth = {"secrets": ["token"], "headers": {"Authorization": "Bearer {token}"}}
    return {
        "kind": "rest",
        "url": url,
        "rest": {"limits": FAST, "auth": [auth]},
        "objects": {kind: {"entity": "custom", "model": "custom", "key": ["id"], "read": read, "keep": fields}},
    }


def read(kind: str, url: str, root: Path) -> dict[str, float]:
    """Read one object into its spool; records, CPU seconds of it, and the peak of the process's memory."""
    import pyarrow.parquet
    from onefold_core.settings import load_source
    from onefold_pipelines.context import ObjectContext
    from onefold_pipelines.kinds import open_source
    from onefold_pipelines.spool import write_spool
    from onefold_pipelines.state import ObjectState

    os.environ["SOURCES__CRM__TOKEN"] = TOKEN
    path = root / "crm.yml"
    # JSON is YAML.
    path.write_text(json.dumps(_document(kind, url)), encoding="utf-8")
    source = load_source(path)
    context = ObjectContext(source, kind, source.file.objects[kind], root, ObjectState(), is_full=True)
    with open_source(source, root) as opened:
        # A first read brings the libraries and the connection; what pages cost is counted after it.
        first = next(opened.open(context).batches)
        pyarrow.parquet.write_table(pyarrow.table(first), root / "first.parquet")
        started = time.process_time()
        reading = opened.open(context)
        spooled = write_spool(context, reading.batches, root / "spool.parquet", None, None)
        cpu = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"records": spooled.rows, "cpu": cpu, "peak_mib": peak / MEBIBYTE}


@dataclass(frozen=True)
class _Row:
    kind: str
    pages: int
    records: int
    cpu: float
    peak_mib: float


def _measured(kind: str, pages: int, repeats: int) -> _Row:
    found: list[dict[str, float]] = []
    for _ in range(repeats):
        with served(pages) as url, tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, __file__, "--read", kind, "--url", url, "--folder", folder]
            said = run_measured(command).json()
            found.append({name: float(str(value)) for name, value in said.items()})
    records = {int(one["records"]) for one in found}
    if records != {pages * ROWS_PER_PAGE[kind]}:
        raise RuntimeError(f"{kind}: {sorted(records)} records read of {pages * ROWS_PER_PAGE[kind]}")
    cpu, peak = (median(one[name] for one in found) for name in ("cpu", "peak_mib"))
    return _Row(kind, pages, records.pop(), cpu, peak)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=100, help="pages of the small read; the other has ten times more")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--read", choices=ROWS_PER_PAGE, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.read:
        print(json.dumps(read(given.read, given.url, given.folder)))
        return
    rows = [
        _measured(kind, pages, given.repeats) for kind in ROWS_PER_PAGE for pages in (given.pages, given.pages * 10)
    ]
    header = ["list", "pages", "records", "CPU s", "records a CPU second", "peak MiB"]
    cells = [[row.kind, row.pages, row.records, row.cpu, row.records / row.cpu, row.peak_mib] for row in rows]
    print_table("REST pages into the spool", header, cells)


if __name__ == "__main__":
    main()
