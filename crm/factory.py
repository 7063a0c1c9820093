"""The app factory: settings in, a guarded Flask app out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, g, request, session, url_for
from flask_login import LoginManager
from htmx_flask import Htmx
from sqlalchemy import inspect
from werkzeug.local import LocalProxy

from crm import capabilities
from crm.audit import queries as audit_queries
from crm.audit import services as audit_services
from crm.config import Settings, SettingsError
from crm.core import keys, logs, mounts, schema, shell
from crm.core.cleaning import whole
from crm.core.database import db, install, writing
from crm.core.permissions import Actor, Role, allows
from crm.core.sight import sees_all
from crm.interchange.views import records as record_tables
from crm.jobs import queries as jobs_queries
from crm.jobs.registry import Registry
from crm.lists import queries as lists_queries
from crm.merging.queries.weights import weights as merging_weights
from crm.office import queries as offices
from crm.office import services as office_services
from crm.office.rules import Office
from crm.pdf import fonts
from crm.rosters import queries as rosters_queries
from crm.upkeep import queries as upkeep_queries
from crm.users import queries as users_queries
from crm.users import services as users_services
from crm.web import access, assets, errors, filters, frame, guards, locale, onetime, pages, records, transactions
from crm.web.access import can, me, signed_in
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.migrating import Migrations
from crm.web.pages import wants_block
from crm.web.sessions import ServerSessions

MEGABYTE = 1024 * 1024
#: Where the frame of every page leads: the search box, what lists the records while someone types, the rest.
FRAME: dict[str, str] = {
    "search": "search.index",
    "palette": "search.palette",
    "profile": "users.profile",
    "recent": "home.recent",
    "waiting": "offline.waiting",
    "counts": "home.counts",
    "worker": "offline.worker",
}

#: The connection used last knows our pages and statements: those of one role are 800, of which 500 would be kept.
#: No value of a statement stands in the words of an error.
ENGINE = {"pool_use_lifo": True, "query_cache_size": 2_000, "hide_parameters": True}


def create_app(settings: Settings | None = None) -> Flask:
    """The product as a WSGI app. Raises SettingsError or RuntimeError rather than start unsafely."""
    settings = settings or Settings.from_environment()
    logs.install(as_json=settings.log == "json")
    app = Flask(
        "crm",
        root_path=str(_root()),
        static_folder="static",
        static_url_path="/static/<mark>",
        template_folder="templates",
    )
    app.jinja_environment = filters.Templates
    app.jinja_options = {"undefined": filters.Missing}
    app.config.from_mapping(_configuration(settings))
    keys.configure(settings.secret_key)
    shell.configure(settings.office)
    fonts.install(settings.instance / "fonts")
    _install_database(app)
    _install_sign_in(app)
    app.session_interface = ServerSessions(users_services.SessionStore())
    if settings.metrics_token:
        _install_metrics(app)
    guards.install(app, settings)
    assets.install(app)
    transactions.install(app)
    locale.install(app)
    filters.install(app)
    frame.install(app)
    onetime.install(app)
    records.install(app)
    Htmx(app)
    app.request_class = guards.OwnRequest
    for blueprint in capabilities.BLUEPRINTS:
        app.register_blueprint(blueprint)
    record_tables.offer(app, capabilities.TABLES)
    for group in capabilities.COMMANDS:
        app.cli.add_command(group)
    access.install(app)
    app.before_request(pages.replay_guard)
    errors.install(app, users_queries.name_of)
    _install_frame(app)
    app.extensions.update(
        refuse_other_secret=_refuse_other_secret,
        queue_health=jobs_queries.health,
        worker_presence=jobs_queries.presence,
        gauges=partial(upkeep_queries.gauges, settings),
        jobs=Registry(capabilities.JOBS),
        kinds=capabilities.KINDS,
        audited_rows=capabilities.AUDITED_ROWS,
        listings={listing.name: listing for listing in capabilities.LISTINGS},
        saved_views=_views_of,
        bulk=capabilities.BULK,
        handed_on=capabilities.HANDED_ON,
        first_page=lambda: url_for(capabilities.first_page(Role(me().role))),
        link_sources=capabilities.LINK_SOURCES,
        task_tellers=capabilities.TELLERS,
        brought=capabilities.BROUGHT,
        followed=capabilities.FOLLOWED,
        results=capabilities.RESULTS,
        agreed=capabilities.AGREED,
        settings_parts=capabilities.SETTINGS,
        panels=capabilities.PANELS,
        organisations_meant=rosters_queries.meant,
        organisations_surely_meant=rosters_queries.surely_meant,
        organisations_told=rosters_queries.told,
        likeness=lambda: merging_weights().weights,
        nightly=[task.kind for task in capabilities.NIGHTLY],
        hourly=[task.kind for task in capabilities.HOURLY],
        often=[task.kind for task in capabilities.OFTEN] if settings.imap else [],
        renewals=capabilities.RENEWALS,
        user_names=users_queries.names,
        mail_in=capabilities.MAIL_IN,
        keep_mail=lambda letter: capabilities.KEEP_MAIL(letter, instance=settings.instance),
        settings=settings,
    )
    return app


def _install_metrics(app: Flask) -> None:
    """Before all others that look at a request, so that the time is that of all of them."""
    try:
        from crm.web import metrics
    except ModuleNotFoundError:
        raise SettingsError(
            "CRM_METRICS_TOKEN needs the extra `metrics`: type `./run setup --with metrics` once, "
            "or install what requirements-metrics.txt pins."
        ) from None
    metrics.install(app)


def begin_to_serve() -> None:
    """Called before listening: no old schema, no sample passwords beyond this machine; an office that has a name."""
    settings = Settings.from_environment()
    app = create_app(settings)
    with app.app_context():
        try:
            _refuse(settings)
            _name_office(settings)
        finally:
            db.session.remove()
            db.engine.dispose()


def _refuse(settings: Settings) -> None:
    if wrong := sorted(settings.second_factor - set(Role)):
        raise SettingsError(f"CRM_SECOND_FACTOR names no role: {wrong[0]}. Roles: {', '.join(Role)}.")
    mounts.refuse_share(db.engine.url)
    if not inspect(db.engine).has_table("users"):
        raise SettingsError(f"The database has no tables yet: run `{shell.command('upgrade')}`.")
    _refuse_other_schema()
    _refuse_other_secret()
    if settings.exposed and users_queries.any_sample_password():
        raise SettingsError(
            "A sample account still has its sample password: change or close it, then listen beyond this machine."
        )


def _name_office(settings: Settings) -> None:
    """CRM_CHAMBER says what the office is called until it says so itself."""
    if settings.chamber and not offices.current().names:
        with writing():
            office_services.begin(name=settings.chamber, by=None)
            db.session.commit()


def _refuse_other_secret() -> None:
    """A second host with a secret of its own would break the chain of the log for good."""
    if not audit_queries.secret_fits():
        raise SettingsError(
            "The secret of this installation (CRM_SECRET_KEY, or secret_key in the data folder) is not the one that "
            "this database was written with. Take the secret of the first host along. If it is lost: "
            f"`{shell.command('audit reseal --reason WHY')}`, then start again."
        )


def _refuse_other_schema() -> None:
    current, wanted = schema.current(db.engine), schema.wanted(_root() / "migrations")
    if set(current) != set(wanted):
        at, needs = ", ".join(current) or "none", ", ".join(wanted)
        run = f"run `{shell.command('upgrade')}`"
        raise SettingsError(f"The database is at version {at}, this product needs {needs}: {run}.")


def _root() -> Path:
    return Path(__file__).resolve().parent.parent


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.testing,
        "INSTANCE": str(settings.instance),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": ENGINE,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure else "session",
        "SESSION_COOKIE_SECURE": settings.secure,
        "MAX_CONTENT_LENGTH": 25 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": MEGABYTE,
        "MAX_FORM_PARTS": 2000,
        "TRUSTED_HOSTS": _trusted_hosts(settings),
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "TRANSLATIONS": str(_root() / "translations"),
        "JSON_AS_ASCII": False,
    }


def _trusted_hosts(settings: Settings) -> list[str]:
    return sorted({urlsplit(settings.base_url).hostname or "127.0.0.1", "127.0.0.1", "localhost"})


def _install_database(app: Flask) -> None:
    db.init_app(app)
    app.cli.add_command(Migrations(app))
    with app.app_context():
        install(db.engine)
    audit_services.watch(db.session)
    for listener in capabilities.LISTENERS:
        audit_services.listen(listener)
    capabilities.tell()


def _install_sign_in(app: Flask) -> None:
    login = LoginManager(app)
    login.session_protection = None  # sessions live in the database and end there

    def load(id: str) -> users_queries.SignedIn | None:
        kept = getattr(session, "kept", None)  # of a session that was found; its query brought the user along
        if kept is not None and kept.user is not None and kept.user.get_id() == id:
            return cast(users_queries.SignedIn, kept.user)
        return users_queries.signed_in(number) if (number := whole(id)) is not None else None

    login.user_loader(load)


def _install_frame(app: Flask) -> None:
    """What every page shows around its content, cut to what the reader may use."""
    app.extensions.update(usual=_office, waiting=_waiting_at)

    @app.context_processor
    def around() -> dict[str, Any]:
        links = _links()
        return {
            "can": can,
            "office": LocalProxy(_office),
            "links": links,
            "menu_at": _menu_at(),
            "waiting_at": _waiting_at,
            "panels": panels,
            "sees_part": _sees_part,
            "shell_command": shell.command,
            "pinned_views": _pinned_views(),
        }

    def panels(record_type: str, id: int, *, tab: str = "") -> Panels:
        """The panels on a tab of a record's page."""
        found = _panels_of(record_type, Role(me().role), language(), request.script_root)
        parts = [(label, f"{address}{id}") for of, label, address in found if of == tab]
        return Panels(parts, url_for("panels.of_record", record_type=record_type, id=id, tab=tab or None))


@dataclass(frozen=True)
class Panels:
    """(label, address) of each panel, and the address that brings all of them at once."""

    parts: list[tuple[str, str]]
    url: str


# Kept: what a role is shown is declared in code; addresses and words are put together once.
@cache
def _panels_of(record_type: str, role: Role, _language: str, _root: str) -> list[tuple[str, str, str]]:
    """(tab, label, address before the record's number) of what a role sees on a kind of record.

    Kept as `_links_of` is.
    """

    def address(endpoint: str) -> str:
        named = current_app.url_map.is_endpoint_expecting(endpoint, "record_type")
        return url_for(endpoint, id=1, record_type=record_type if named else None).removesuffix("1")

    return [
        (panel.tab, translate(panel.label), address(panel.endpoint))
        for panel in capabilities.PANELS.get(record_type, [])
        if allows(role, panel.permission)
    ]


def _sees_part() -> str:
    """By which name whoever reads is called, where they see no more than their own missions; "" where they see all."""
    user = signed_in()
    return str(user.display_name) if user is not None and not sees_all(user) else ""


def _office() -> Office:
    """Who runs this installation: asked for by pages that say it, once a request."""
    if "office" not in g:
        g.office = offices.current()
    found: Office = g.office
    return found


def _views(user: Actor) -> list[lists_queries.View]:
    """The views that the reader sees, asked for once a request: for the navigation and for the list itself."""
    if "views" not in g:
        g.views = lists_queries.views(user)
    found: list[lists_queries.View] = g.views
    return found


def _views_of(list_name: str, user: Actor) -> list[lists_queries.View]:
    return [view for view in _views(user) if view.list_name == list_name]


def _pinned_views() -> list[tuple[str, str]]:
    """(name, address) of the views that stand in the reader's navigation."""
    user = signed_in()
    if user is None or wants_block():
        return []
    known = {listing.name: listing for listing in capabilities.LISTINGS}
    return [
        (view.name, view.url(url_for(known[view.list_name].endpoint)))
        for view in _views(user)
        if view.in_navigation and view.list_name in known and can(known[view.list_name].permission)
    ]


def _menu_at() -> str:
    """The endpoint of the line of the menu that this page lies under."""
    user = signed_in()
    return "" if user is None else capabilities.lit(Role(user.role), request.endpoint or "")


def _waiting_at() -> tuple[tuple[str, int], ...]:
    """(endpoint of a line of the menu, how many wait there for the reader)."""
    user = me()
    return tuple((at, count(user)) for at, (acts, count) in capabilities.WAITING.items() if acts(Role(user.role)))


@dataclass(frozen=True)
class Links:
    """Where the frame leads, in one language: for a role, whoever holds it."""

    menu: Sequence[tuple[str, Sequence[tuple[str, str, str]]]] = ()  #: (label, [(endpoint, address, label)])
    phone_bar: Sequence[dict[str, str]] = ()
    create: Sequence[tuple[str, str, str]] = ()  #: (label, address, the argument for an activity or "")
    places: Mapping[str, str] = field(default_factory=dict)  #: {what it is for: address}


def _links() -> Links:
    user = signed_in()
    return Links() if user is None else _links_of(Role(user.role), language(), request.script_root)


# Kept: the menu of a role is declared in code; addresses and words are put together once.
@cache
def _links_of(role: Role, _language: str, _root: str) -> Links:
    """Made once a process for each role, language and place that the product is served at: no page waits for it."""
    return Links(
        tuple(
            (
                translate(item.label),
                tuple((e.endpoint, url_for(e.endpoint), translate(e.label)) for e in capabilities.entries_of(item)),
            )
            for item in capabilities.menu_of(role)
        ),
        [
            {"label": translate(label), "url": url_for(endpoint), "icon": name, "endpoint": endpoint}
            for label, endpoint, name, permission in capabilities.PHONE_BAR
            if allows(role, permission)
        ],
        [
            (translate(label), url_for(endpoint), capabilities.OF_ACTIVITY.get(endpoint, ""))
            for label, endpoint, permission in capabilities.CREATE
            if allows(role, permission)
        ],
        {name: url_for(endpoint) for name, endpoint in FRAME.items()},
    )
