"""How the server runs. Beyond this machine, put a buffering front (nginx, Caddy) before it: 100 slow readers stop it otherwise."""

import os
from pathlib import Path

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
worker_class, workers, threads = "gthread", int(os.environ.get("WEB_CONCURRENCY", "2")), 4
timeout = graceful_timeout = 30
keepalive = 5
max_requests, max_requests_jitter = 2000, 200
# As long as gunicorn takes, and its page for more is bare: 200 Chinese letters that were searched for are 1,800 bytes and 3,000 in
# the way back of signing in, a walk from a pasted text through two guides has 4,300, what begins an article for a gap 7,000.
limit_request_line, limit_request_fields, limit_request_field_size = 8190, 60, 8190
header_map = "drop"  # a header with underscores cannot pose as one with hyphens
control_socket_disable = True  # nobody here talks to it
umask = 0o077
preload_app = False  # SQLite must not be opened before the workers part
if Path("/dev/shm").is_dir():
    worker_tmp_dir = "/dev/shm"  # heartbeats must not wait for a disk
accesslog = None


def post_worker_init(worker):
    """What a process that stopped has left unlearnt (docs/decisions/0017-learning-in-the-background.md), and suggestions."""
    from kb.search import learning, suggestions

    learning.wake()
    suggestions.wake()
