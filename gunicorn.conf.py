"""How gunicorn serves Musubi: `gunicorn -c gunicorn.conf.py app:app`. What differs comes from CRM_*."""

import gc
import re
import sys
from typing import Any, ClassVar

from gunicorn.glogging import Logger

from crm.config import Settings, SettingsError

try:
    settings = Settings.from_environment()
except SettingsError as reason:
    sys.exit(f"\n{reason}")

bind = f"[{settings.host}]:{settings.port}" if ":" in settings.host else f"{settings.host}:{settings.port}"

# Each worker is one process, so one core; threads let a slow reader wait without holding up the others.
workers = settings.workers
worker_class = "gthread"
threads = 4
timeout = 60
graceful_timeout = 30
keepalive = 5

# A worker is replaced now and then, so that a leak never grows; with jitter, so that not all go at once.
max_requests = 5000
max_requests_jitter = 500

# The control socket would let anyone who may write to its folder command the server.
control_socket_disable = True

# Our own requests are far below these; what is above them is no browser.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# gunicorn itself believes a forwarded scheme only from this machine; the application counts CRM_PROXIES hops.
forwarded_allow_ips = "127.0.0.1,::1"
forwarder_headers = ""
header_map = "drop"

# The path without the query string: searches hold names of people.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
errorlog = "-"
loglevel = "warning"


class Log(Logger):  # type: ignore[misc]  # gunicorn has no type information
    """Leaves out the watchmen, who ask for the health every few seconds, and the secrets that stand in addresses."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if environ.get("PATH_INFO") != "/healthz":
            super().access(resp, req, environ, request_time)

    #: {how an address begins that ends in a secret: what is logged of it}. By the time of logging no request is left.
    secret: ClassVar[dict[str, str]] = {}

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Without what opens something: /outcomes/answer/<token>, also where a wrong one was typed."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        path = re.sub("/+", "/", str(environ.get("PATH_INFO", "")))  # a doubled slash leads to the same page
        logged = next((shown for begin, shown in self.secret.items() if path.startswith(begin)), None)
        if logged is not None:
            found["U"] = logged
        return found


def keep_secrets(app: Any) -> None:
    """Have the log leave out what the addresses of the product end in where that opens something."""
    for rule in app.url_map.iter_rules():
        if rule.arguments & {"token", "code"}:
            Log.secret[rule.rule.partition("<")[0]] = rule.rule


logger_class = Log


def on_starting(server: Any) -> None:
    """Before the first worker: a wrong schema or an unsafe installation ends the start with its reason."""
    from crm.factory import begin_to_serve

    try:
        begin_to_serve()
    except SettingsError as reason:
        sys.exit(f"\n{reason}")


def post_worker_init(worker: Any) -> None:
    """What a worker starts with stays for good: looking through it for garbage would be a tenth of every page."""
    keep_secrets(worker.wsgi)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
