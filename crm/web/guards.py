"""What stands between the network and the views: cross-site posts, hosts, request ids and answer headers."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, request
from flask_wtf.csrf import CSRFProtect
from htmx_flask.requests import HtmxAwareRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from crm.config import Settings
from crm.core import clock, tracing
from crm.core.cleaning import whole
from crm.web.access import PUBLIC, policy_of, signed_in
from crm.web.sessions import refuse_lost
from crm.web.transactions import SAFE_METHODS

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
        "manifest-src 'self'",
        "worker-src 'self'",
    ]
)
YEAR = 31_536_000
#: A form may wait so long on a phone before it is sent, and is known again when it comes twice.
KEPT_FOR: Final = timedelta(days=60)

csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


def checked_by_form(view: View) -> View:
    """The token is checked by the form of the view alone, which is shown again with all that was typed.

    For pages without an account: their session ends while somebody types. What another site sends is refused before.
    """
    exempt: View = csrf.exempt(view)
    return exempt


#: The last id of a 32-bit key column.
LARGEST_ID = 2**31 - 1
#: Days beyond these are slips, and have no day before or after them to count to.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def row_id(text: str) -> int:
    """`text` as the number of a record, for `request.args.get(name, type=row_id)`.

    ValueError, which makes `get` answer as if nothing had been sent, when no row can have that number.
    """
    number = whole(text) or 0
    if not 0 < number <= LARGEST_ID:
        raise ValueError("no row has this number")
    return number


def usual_day(text: str) -> date:
    """`text` as a day of our time, for `request.args.get(name, type=usual_day)`; ValueError where it is none."""
    day = date.fromisoformat(text)
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError("no record is of this day")
    return day


class RecordId(IntegerConverter):
    """The number of a record in an address: one that no database column can hold is no record (404)."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **({"max": LARGEST_ID} | kwargs))


class OwnRequest(HtmxAwareRequest):  # type: ignore[misc]  # htmx_flask has no type information
    """A request that tells its own address as the browser has to ask for it, under a prefix as well."""

    @property
    def here(self) -> str:
        """The address without its arguments."""
        return f"{self.script_root}{self.path}"

    @property
    def full_path(self) -> str:
        """The address with its arguments, as in `here?q=延吉`; it ends with ? when there are none."""
        return f"{self.here}?{self.query_string.decode(errors='replace')}"

    @property
    def shown_at(self) -> str:
        """The address at which the page can be asked for again: of an act that has none, the page that sent it."""
        adapter = current_app.create_url_adapter(self)
        if self.method == "GET" or adapter is None or adapter.test(self.path, "GET"):
            return self.full_path if self.query_string else self.here
        return urlsplit(self.referrer or "")._replace(scheme="", netloc="").geturl() or f"{self.script_root}/"


def install(app: Flask, settings: Settings) -> None:
    """Hang every guard on the app. Before any blueprint: rules are read when they are registered."""
    app.url_map.converters["int"] = RecordId
    app.before_request(_start_trace)
    app.teardown_request(_end_trace)
    app.before_request(refuse_lost)
    csrf.init_app(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the way Flask's own documentation does it
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.before_request(_refuse_cross_site)
    app.after_request(lambda response: _headers(response, settings))


def _start_trace() -> None:
    tracing.start()
    clock.told_at.set(_told())


def _end_trace(_error: BaseException | None) -> None:
    clock.told_at.set(None)


def _told() -> datetime | None:
    """When what a device kept without a network was typed, as it says itself.

    None for any other request, for a moment that is still to come by our clock, and for one before KEPT_FOR. Where
    nobody needs an account, anybody could name a moment: what comes from there was made when it arrived.
    """
    if request.method != "POST" or policy_of(request.endpoint) == PUBLIC:
        return None
    stamp = whole(request.headers.get("X-Kept"), digits=15)
    if stamp is None:
        return None
    told, now = clock.from_stamp(stamp), clock.now()
    return told if told is not None and now - KEPT_FOR <= told < now else None


def _refuse_cross_site() -> None:
    """The first of two independent checks on every write; the second is the token in the form."""
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(400, "cross-site")
        return
    source = request.headers.get("Origin") or request.headers.get("Referer")
    if source is not None and urlsplit(source).netloc != request.host:
        abort(400, "cross-site")


#: What programmes read that do not know `filename*` (RFC 6266): what is left in ASCII of the name.
_PLAIN_NAME: Final = re.compile(r'(?<=; filename=)(?:"([^"]*)"|([^;\s"]*))(?=; filename\*=)')


def _plain_name(found: re.Match[str]) -> str:
    """The plain name in its quotes: "202611-01.pdf" of 结算单 202611-01.pdf, "document.pdf" of 结算单.pdf."""
    stem, dot, ending = (found[1] or found[2] or "").rpartition(".")
    told = " ".join(stem.split()).strip(" -_.,()")
    return f'"{told or "document"}{dot}{ending}"'


def _headers(response: Response, settings: Settings) -> Response:
    headers = response.headers
    if named := headers.get("Content-Disposition", ""):
        headers["Content-Disposition"] = named = _PLAIN_NAME.sub(_plain_name, named)
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=(), payment=()"
    headers["X-Request-Id"] = tracing.request_id.get()
    if settings.secure:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    if request.endpoint != "static":
        headers.add("Vary", "HX-Request")
        # A page that says it is for anybody tells everybody the same, signed in or not.
        if not response.cache_control.public and (response.mimetype == "text/html" or signed_in() is not None):
            headers["Cache-Control"] = "no-store"
        elif "attachment" in named:  # behind a code, without an account
            headers["Cache-Control"] = "private, no-store"
    return response


def address_args() -> dict[str, list[str]]:
    """The arguments of this address for `url_for`, without the names that would steer it: `endpoint`, `_scheme` …"""
    sent = request.args.to_dict(flat=False)
    return {name: values for name, values in sent.items() if name != "endpoint" and not name.startswith("_")}


def safe_next(target: str | None) -> str:
    """`target` if it is a path on this site, else "/" (no scheme, no host, one leading slash, no tricks)."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return "/"
    if "\\" in target or any(ord(c) < 0x20 or ord(c) == 0x7F for c in target):
        return "/"
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else "/"
