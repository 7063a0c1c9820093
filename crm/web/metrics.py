"""What programs that watch the server read of its requests (Prometheus): how many, how long, how many failed.

Imported only where CRM_METRICS_TOKEN is set: its package is the extra `metrics`. Of several gunicorn workers each
counts into a file of its own, in a folder that lasts as long as the server (PROMETHEUS_MULTIPROC_DIR, made by
gunicorn.conf.py); whichever is asked adds all of them up. A file belongs to a place among the workers, not to a
process: who takes the place of another goes on in its file, so that there are never more files than workers.
"""

import os
import time
from collections.abc import Iterable, Iterator
from typing import Any, Final

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess, values
from prometheus_client.core import GaugeMetricFamily

from crm.core.gauges import Gauge

#: Whose file this process counts into; gunicorn's first process counts nothing.
_place = {"number": "first"}
_COUNTS: Final[Any] = values  # the package tells no types of what it does for several processes
_TOGETHER: Final[Any] = multiprocess.MultiProcessCollector
if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    _COUNTS.ValueClass = _COUNTS.MultiProcessValue(lambda: _place["number"])

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
_SECONDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_registry = CollectorRegistry()
_requests = Counter(
    "musubi_requests", "Requests that were answered.", ["method", "endpoint", "status"], registry=_registry
)
_errors = Counter("musubi_errors", "Answers with a status of 500 or above.", ["endpoint"], registry=_registry)
_seconds = Histogram(
    "musubi_request_seconds", "How long answers took.", ["endpoint"], buckets=_SECONDS, registry=_registry
)


def take_place(number: int) -> None:
    """Said in each new gunicorn worker, before it answers."""
    _place["number"] = str(number)


def install(app: Flask) -> None:
    """Count every answer of the application."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        method = request.method if request.method in _METHODS else "other"
        endpoint = request.endpoint or "none"  # never the address, which anybody may make up
        _requests.labels(method, endpoint, response.status_code).inc()
        if response.status_code >= 500:
            _errors.labels(endpoint).inc()
        if "began" in g:
            _seconds.labels(endpoint).observe(time.perf_counter() - g.began)
        return response


class _Moment:
    """The gauges of this moment, as the package asks for them."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self._gauges = gauges

    def collect(self) -> Iterator[Any]:
        for gauge in self._gauges:
            family = GaugeMetricFamily(f"musubi_{gauge.name}", gauge.help, labels=gauge.labels)
            for labels, value in gauge.values.items():
                family.add_metric(labels, value)
            yield family


def page(gauges: Iterable[Gauge]) -> bytes:
    """All of it, in the text format of Prometheus."""
    found = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        _TOGETHER(found)
    else:
        found.register(_registry)
    found.register(_Moment(gauges))
    return bytes(generate_latest(found))
