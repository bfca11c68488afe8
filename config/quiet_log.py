"""What the log says of requests that were refused."""

from __future__ import annotations

import logging


class TracebacksOfFaultsOnly(logging.Filter):
    """A request that was refused (403, an unknown host) is a line of the log; only a fault of ours is told with its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
