"""Keyed hashes of what identifies a person, and the suppression list that keeps the erased from coming back.

Every use has a subkey of its own, derived from one project key that lives with the secrets.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, insert, select

from onefold_core.clock import utc_now
from onefold_core.errors import ConfigError
from onefold_core.state import ledger
from onefold_core.state.tables import suppression

SECRETS_FILE = Path(".dlt") / "secrets.toml"
KEY_VARIABLE = "ONEFOLD__PROJECT_KEY"


def project_key(root: Path, *, create: bool = False) -> bytes:
    """The project's key, from the environment or `.dlt/secrets.toml`; `create` writes one (mode 600)."""
    text = os.environ.get(KEY_VARIABLE) or _read_key(root / SECRETS_FILE)
    if text is None and create:
        text = secrets.token_hex(32)
        _append_key(root / SECRETS_FILE, text)
    if text is None:
        raise ConfigError(
            "no-project-key",
            "the project has no key for its hashes",
            where=f"{root / SECRETS_FILE}: [onefold] project_key, or {KEY_VARIABLE}",
            mend="onefold doctor --fix",
        )
    return text.encode()


def _read_key(path: Path) -> str | None:
    if not path.exists():
        return None
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8")).get("onefold", {}).get("project_key")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise ConfigError(
            "bad-secrets",
            "the secrets file is not valid TOML",
            where=str(path),
            mend="correct the file, then: onefold doctor",
        ) from None
    return str(value) if value else None


def _append_key(path: Path, key: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    # A write that is cut off must not take the other secrets with it; what is put in their place may be a link's end.
    whole = path.resolve()
    draft = whole.with_name("draft.secrets.toml")
    draft.touch(mode=0o600)
    draft.chmod(0o600)
    with draft.open("w", encoding="utf-8") as file:
        file.write(f'{before}\n[onefold]\nproject_key = "{key}"\n'.lstrip("\n"))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(whole)


def subkey(key: bytes, purpose: str) -> bytes:
    """The key of one purpose, so that hashes made for different purposes cannot be compared."""
    return hmac.new(key, f"onefold:{purpose}".encode(), hashlib.sha256).digest()


def keyed_hash(key: bytes, text: str) -> str:
    """HMAC-SHA-256 in hexadecimal."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def contact_key(channel: str, value: str) -> str:
    """An e-mail address or phone number folded so that its usual spellings agree; '' when nothing is left."""
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    if channel == "email":
        return text.removeprefix("mailto:").strip(" <>")
    digits = "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
    # The last ten digits: national and international spellings agree, and so do 8- and +7-prefixed numbers.
    return digits[-10:] if len(digits) >= 7 else ""


@dataclass(frozen=True)
class Suppression:
    """The suppression list as one run sees it."""

    key: bytes
    digests: frozenset[str]

    def is_suppressed(self, channel: str, value: str) -> bool:
        """Whether this e-mail address or phone number belongs to someone who was erased."""
        folded = contact_key(channel, value)
        return bool(self.digests and folded) and self._digest(channel, folded) in self.digests

    def is_suppressed_record(self, record_name: str) -> bool:
        """Whether this source record was erased."""
        return bool(self.digests) and self.record_digest(record_name) in self.digests

    def record_digest(self, record_name: str) -> str:
        """The keyed hash that stands for a source record."""
        return self._digest("record", record_name)

    def _digest(self, kind: str, folded: str) -> str:
        return keyed_hash(self.key, f"{kind}:{folded}")


def load_suppression(engine: Engine, root: Path) -> Suppression:
    """The list as it stands now, with the project's key (made when the project has none)."""
    key = subkey(project_key(root, create=True), "suppression")
    with engine.connect() as connection:
        digests: frozenset[str] = frozenset(connection.execute(select(suppression.c.digest)).scalars())
    return Suppression(key, digests)


def suppress(engine: Engine, root: Path, kind: str, value: str, reason: str, *, actor: str) -> bool:
    """Add an e-mail address, a phone number or a record name to the list; False when it was there already."""
    current = load_suppression(engine, root)
    folded = value if kind == "record" else contact_key(kind, value)
    if not folded:
        raise ConfigError(
            "nothing-to-suppress", "nothing is left of the value once it is folded", valid=["email", "phone", "record"]
        )
    digest = keyed_hash(current.key, f"{kind}:{folded}")
    if digest in current.digests:
        return False
    with engine.begin() as connection:
        connection.execute(insert(suppression).values(digest=digest, kind=kind, reason=reason, added_at=utc_now()))
        ledger.append_within(
            connection, "suppression.added", digest[:16], {"kind": kind, "reason": reason}, actor=actor
        )
    return True
