"""Calendars of a mission: the file, and secret addresses that a calendar program reads."""

from flask import Response, make_response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.missions import queries, services
from crm.missions.forms import FeedForm
from crm.missions.views.blueprint import bp
from crm.web import onetime
from crm.web.access import me, public, requires
from crm.web.forms import ActionForm
from crm.web.locale import language
from crm.web.pages import attempt, page, saved


@bp.get("/<int:id>/calendars")
@requires(Permission.MISSIONS_READ)
def calendars(id: int) -> Response:
    activity = activities.one(id, user=me())
    form = FeedForm(activity)
    return page(
        "missions/calendars.html", activity=activity, form=form, feeds=queries.feeds(id), action_form=ActionForm
    )


@bp.post("/<int:id>/calendars/new")
@requires(Permission.MISSIONS_WRITE)
def new_calendar(id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    form = FeedForm(activity)
    if form.validate_on_submit():
        with attempt(form):
            token = services.open_feed(activity, **form.values(), by=me())
            answer = saved(url_for(".calendars", id=id))
            onetime.show_next(url_for(".calendar_feed", token=token, _external=True))
            return answer
    return page(
        "missions/calendars.html", activity=activity, form=form, feeds=queries.feeds(id), action_form=ActionForm
    )


@bp.post("/<int:id>/calendars/<int:feed_id>/revoke")
@requires(Permission.MISSIONS_WRITE)
def revoke_calendar(id: int, feed_id: int) -> ResponseReturnValue:
    activity = activities.one(id, user=me())
    feed = next((feed for feed in queries.feeds(activity.id) if feed.id == feed_id), None)
    if feed is None:
        raise NotVisible
    services.revoke_feed(feed, by=me())
    return saved(url_for(".calendars", id=id), _("The link is revoked and no longer shows anything."))


@bp.get("/<int:id>/calendar.ics")
@requires(Permission.MISSIONS_READ)
def calendar_file(id: int) -> Response:
    return _ics(queries.calendar(activities.one(id, user=me()), language=language()))


@bp.get("/calendars/<token>.ics")
@public
def calendar_feed(token: str) -> Response:
    return _ics(queries.feed_calendar(token))


def _ics(content: bytes) -> Response:
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/calendar; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="mission.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
