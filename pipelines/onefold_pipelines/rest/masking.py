"""Secrets stay out of logs: what HTTP libraries would write of an address passes here first."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

LOGGERS = ("urllib3.connectionpool", "urllib3.util.retry", "requests", "dlt")
MASK = "***"
_SHORTEST = 4
"""A shorter text would blank out half of every line, and is no secret."""


class Masking(logging.Filter):
    """Replaces the secrets of every open source in a log record's text."""

    def __init__(self) -> None:
        super().__init__()
        self._secrets: dict[str, None] = {}

    def add(self, secret: str) -> None:
        """Mask this text from now on."""
        if len(secret) >= _SHORTEST:
            self._secrets |= dict.fromkeys((secret, quote(secret, safe="")))

    def mask(self, text: str) -> str:
        """The text without secrets, whole or percent-encoded."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return re.sub(r"(?i)(access_token|refresh_token|client_secret|auth|api_?key)=[^&\s\"']+", rf"\1={MASK}", text)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record; it is always written."""
        record.msg, record.args = self.mask(record.getMessage()), None
        return True


MASKING = Masking()
"""One for the process: a log line does not say which source it is about."""


def install() -> None:
    """Put the filter before every logger that writes addresses; a second time changes nothing."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if MASKING not in logger.filters:
            logger.addFilter(MASKING)
