"""What every page shows around its content, cut to what the reader may use: menu, search, New button, pinned views."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from werkzeug.local import LocalProxy

from crm import capabilities
from crm.core import shell
from crm.core.permissions import Actor, Role, allows
from crm.core.sight import sees_all
from crm.lists import queries as lists_queries
from crm.office import queries as offices
from crm.office.rules import Office
from crm.web.access import can, me, signed_in
from crm.web.forms import translate
from crm.web.locale import language
from crm.web.pages import wants_block

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


def install(app: Flask) -> None:
    """What every page shows around its content, cut to what the reader may use."""
    app.extensions.update(usual=_office, waiting=_waiting_at, first_page=_first_page)

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


def views_of(list_name: str, user: Actor) -> list[lists_queries.View]:
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


def _first_page() -> str:
    """Where the reader's role begins."""
    return url_for(capabilities.first_page(Role(me().role)))


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
