"""Write the lists of standardise/data that judge mail domains; run by hand when a package has newer ones.

    pip install disposable-email-domains validators
    python tools/email_facts.py

Sources: disposable_domains.txt from disposable-email-domains (package MIT, its list CC0-1.0);
top_level_domains.txt from IANA's list of top-level domains as validators carries it (package MIT; the list is public
fact).
"""

from __future__ import annotations

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent / "dedupe/onefold_dedupe/standardise/data"


def write_disposable() -> None:
    """`disposable_domains.txt`: one domain a line, without those whose parent domain is listed too."""
    from disposable_email_domains import blocklist

    kept = sorted(name for name in blocklist if not any(parent in blocklist for parent in _parents(name)))
    release = version("disposable-email-domains")
    _write("disposable_domains.txt", f"Throw-away mail domains: disposable-email-domains {release}, CC0-1.0.", kept)


def _parents(domain: str) -> list[str]:
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(1, len(labels) - 1)]


def write_top_level() -> None:
    """`top_level_domains.txt`: IANA's top-level domains in lower case, internationalised ones as `xn--`."""
    lines = (files("validators") / "_tld.txt").read_text(encoding="utf-8").splitlines()
    names = [line.lower() for line in lines if line and not line.startswith("#")]
    origin = lines[0].removeprefix("# ") if lines[0].startswith("#") else ""
    release = version("validators")
    _write("top_level_domains.txt", f"IANA's top-level domains, {origin}; through validators {release}, MIT.", names)


def _write(name: str, origin: str, rows: list[str]) -> None:
    head = f"# {origin} Written by tools/email_facts.py.\n"
    (HERE / name).write_text(head + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_disposable()
    write_top_level()
