"""The app factory: settings in, a guarded Flask app out."""

from functools import partial
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Flask, session
from flask_login import LoginManager
from htmx_flask import Htmx
from sqlalchemy import inspect

from crm import capabilities, framing
from crm.audit import queries as audit_queries
from crm.audit import services as audit_services
from crm.config import Settings, SettingsError
from crm.core import keys, logs, mounts, schema, shell
from crm.core.cleaning import whole
from crm.core.database import db, install, writing
from crm.core.permissions import Role
from crm.interchange.views import records as record_tables
from crm.jobs import queries as jobs_queries
from crm.jobs.registry import Registry
from crm.merging.queries.weights import weights as merging_weights
from crm.office import queries as offices
from crm.office import services as office_services
from crm.pdf import fonts
from crm.rosters import queries as rosters_queries
from crm.upkeep import queries as upkeep_queries
from crm.users import queries as users_queries
from crm.users import services as users_services
from crm.web import access, assets, errors, filters, frame, guards, locale, onetime, pages, records, transactions
from crm.web.migrating import Migrations
from crm.web.sessions import ServerSessions

MEGABYTE = 1024 * 1024
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
    framing.install(app)
    app.extensions.update(
        refuse_other_secret=_refuse_other_secret,
        queue_health=jobs_queries.health,
        worker_presence=jobs_queries.presence,
        gauges=partial(upkeep_queries.gauges, settings),
        jobs=Registry(capabilities.JOBS),
        kinds=capabilities.KINDS,
        audited_rows=capabilities.AUDITED_ROWS,
        listings={listing.name: listing for listing in capabilities.LISTINGS},
        saved_views=framing.views_of,
        bulk=capabilities.BULK,
        handed_on=capabilities.HANDED_ON,
        named_in=capabilities.NAMED_IN,
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
