"""How gunicorn serves Musubi: `gunicorn -c gunicorn.conf.py app:app`. What differs comes from CRM_*."""

import gc
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Mapping
from typing import Any, ClassVar

from gunicorn.glogging import Logger

from crm.config import Settings, SettingsError
from crm.core import tracing
from crm.core.logs import Lines, Objects

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
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms %({x-request-id}o)s"
errorlog = "-"
loglevel = "warning"


class Requests(Objects):
    """The access log as JSON: what the line of the text says, each by its name."""

    def content(self, record: logging.LogRecord) -> dict[str, Any]:
        atoms = record.args
        if not isinstance(atoms, Mapping):
            return super().content(record)
        names = {"method": "m", "path": "U", "status": "s", "bytes": "B", "ms": "M", "request": "{x-request-id}o"}
        return {name: atoms[atom] for name, atom in names.items()}


class Log(Logger):  # type: ignore[misc]  # gunicorn has no type information
    """Leaves out the watchmen, who ask for the health every few seconds, and what was typed or opens something."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        as_json = settings.log == "json"
        for handler in self.error_log.handlers:
            handler.setFormatter(Objects() if as_json else Lines(self.error_fmt, self.datefmt))
        for handler in self.access_log.handlers if as_json else ():
            handler.setFormatter(Requests())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        if environ.get("PATH_INFO") not in ("/healthz", "/metrics"):
            super().access(resp, req, environ, request_time)
        tracing.end()  # the last line of a request: what this thread logs next is none of its

    def warning(self, msg: Any, *args: Any, **more: Any) -> None:
        """Two of gunicorn's own quote: what was sent where a request should be, and the words of an error."""
        if str(msg).startswith("Invalid request from ip="):
            msg = str(msg).partition(": ")[0]
        elif str(msg).startswith("Exception during worker exit"):
            msg, args = "Exception during worker exit", ()
        super().warning(msg, *args, **more)

    def exception(self, msg: Any, *args: Any, **more: Any) -> None:
        """An error is told by the formatter; of an address its path."""
        if isinstance(msg, BaseException):
            msg = type(msg).__name__
        super().exception(msg, *(self.shown(arg) if isinstance(arg, str) else arg for arg in args), **more)

    #: {how an address begins that ends in a secret: what is logged of it}. By the time of logging no request is left.
    secret: ClassVar[dict[str, str]] = {}

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Without what opens something: /outcomes/answer/<token>, also where a wrong one was typed."""
        found: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        found["U"] = self.shown(str(environ.get("PATH_INFO", "")))
        return found

    def shown(self, address: str) -> str:
        """What is logged of an address: its path, on one line."""
        path = re.sub("/+", "/", address.partition("?")[0])  # a doubled slash leads to the same page
        logged = next((shown for begin, shown in self.secret.items() if path.startswith(begin)), path)
        return "".join(each if each.isprintable() else "?" for each in logged)


def keep_secrets(app: Any) -> None:
    """Have the log leave out what the addresses of the product end in where that opens something. Their first part that
    varies is the secret: a code further behind, as that of an act on a list, opens nothing."""
    for rule in app.url_map.iter_rules():
        begin, _, rest = rule.rule.partition("<")
        if rest.startswith(("token>", "code>")):
            Log.secret[begin] = rule.rule


logger_class = Log

#: Where the workers count for /metrics, each in its own file; read when the package is loaded, so said before.
COUNTED = "PROMETHEUS_MULTIPROC_DIR"
if settings.metrics_token and COUNTED not in os.environ:
    os.environ[COUNTED] = tempfile.mkdtemp(prefix="musubi-metrics-")


def on_starting(server: Any) -> None:
    """Before the first worker: a wrong schema or an unsafe installation ends the start with its reason."""
    from crm.factory import begin_to_serve

    try:
        begin_to_serve()
    except SettingsError as reason:
        sys.exit(f"\n{reason}")
    import scipy.special  # noqa: F401  # of the figures: 25 MB that the workers share, where each would load its own


def pre_fork(server: Any, worker: Any) -> None:
    """Each worker has a place among the living; who comes after one that died counts on where that stopped."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    """From here on the worker counts into the file of its place."""
    if settings.metrics_token:
        from crm.web.metrics import take_place

        take_place(worker.place)


def on_exit(_server: Any) -> None:
    """What was counted ends with the server."""
    if settings.metrics_token:
        shutil.rmtree(os.environ[COUNTED], ignore_errors=True)


def post_worker_init(worker: Any) -> None:
    """What a worker starts with stays for good: looking through it for garbage would be a tenth of every page."""
    keep_secrets(worker.wsgi)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
