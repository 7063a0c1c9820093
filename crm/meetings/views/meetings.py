"""Meetings: the list, the talk record, logging one in under a minute, and panels on other records."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from crm.audit import services as audit
from crm.contacts import services as contacts
from crm.contacts.forms import QuickOrganisationForm
from crm.contacts.forms.picks import meant_otherwise
from crm.contacts.forms.where import keep_where
from crm.core import clock
from crm.core.cleaning import search_words, whole
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.fields.forms import with_own_fields, write_own
from crm.meetings import queries, rules, services
from crm.meetings.forms import (
    MEETINGS_LIST,
    OTHER_VISIT,
    CounterpartForm,
    MeetingForm,
    OurFirm,
    Prefilled,
    TakenAlong,
    ids_in,
    note_begin,
    saved_form,
)
from crm.meetings.models import Meeting
from crm.meetings.queries import Filter, MeetingRoom
from crm.meetings.rules.invitations import repetition
from crm.meetings.services import TalkInput
from crm.meetings.views.blueprint import bp
from crm.office import queries as offices
from crm.places import queries as places
from crm.tasks import queries as tasks
from crm.users import queries as users
from crm.web import listings
from crm.web.access import can, me, requires
from crm.web.again import after_saving
from crm.web.forms import ActionForm
from crm.web.guards import safe_next
from crm.web.locale import language
from crm.web.pages import attempt, lead_to, page, saved
from crm.web.records import seen


@bp.get("/")
@requires(Permission.MEETINGS_READ)
def index() -> ResponseReturnValue:
    return listings.show(MEETINGS_LIST, "meetings/index.html", drafts=queries.waiting_drafts(me()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def new() -> ResponseReturnValue:
    asked = Prefilled.read(request.args)
    carried = TakenAlong.of(request.form)
    if asked.organisation_id is None:
        return _choose_counterpart(carried)
    room = _room_of(asked, asked.organisation_id, carried.of_room if carried else request.form)
    form = with_own_fields(MeetingForm, "meetings")(
        None if carried else request.form or None, data=asked.data(room, me()), room=room,
        own_zone=asked.own_zone(room), item=asked.item, place_id=asked.place_id,
    )  # fmt: skip
    if carried or request.method == "GET":
        note_begin(form)
    if carried:
        carried.put_into(form)
    earlier = queries.of_items([asked.item], user=me()).get(asked.item, []) if asked.item else []
    if not carried and form.validate_on_submit() and form.accepts(form.doubts(earlier)):
        with attempt(form):
            told = form.input()
            keep_where(form, by=me())
            id = services.log(told, by=me())
            write_own(form, id, by=me())
            there = after_saving(url_for(".record", id=id), activity_id=told.activity_id)
            return saved(there, _saved(form, told))
    left_out = asked.left_out(room) if carried or request.method == "GET" else []
    return _form_page(form, room, meeting=None, earlier=earlier, left_out=left_out)


def _saved(form: MeetingForm, told: TalkInput) -> str:
    """What is said of a meeting that was kept; on which clock, where that is not the one in the form."""
    if told.timezone == form.timezone.data:
        return str(_("Meeting saved."))
    return str(_("Meeting saved, in the time zone of its activity: %(zone)s.", zone=form.zone_name(told.timezone)))


@bp.get("/clock")
@requires(Permission.MEETINGS_WRITE)
def clock_shown() -> Response:
    """Whose clock the times in the form are on, after an activity was chosen in it."""
    asked = Prefilled.read(request.args)
    if asked.organisation_id is None:
        raise NotVisible
    room = _room_of(asked, asked.organisation_id, {})
    own_zone = asked.own_zone(room)
    chosen = {"timezone": own_zone, "activity_id": asked.activity_id}
    form = MeetingForm(formdata=None, data=chosen, room=room, own_zone=own_zone)
    return page("meetings/_clock.html", form=form, room=room)


@bp.get("/our-side")
@requires(Permission.MEETINGS_WRITE)
def our_side() -> Response:
    """Who may be ticked on our side, after another organisation of ours was chosen in the form."""
    asked = Prefilled.read(request.args)
    if asked.organisation_id is None:
        raise NotVisible
    room = _room_of(asked, asked.organisation_id, request.args)
    named = room.our_organisation.id if room.our_organisation is not None else None
    before = list(dict.fromkeys([*_ticked(request.args), *_left_out(request.args)]))
    ticked = before if "everyone" in request.args else sorted(room.members) or before
    shown = {"our_organisation_id": named, rules.OURS: ticked, "activity_id": asked.activity_id}
    shown["interpreter_id"] = asked.interpreter_id or whole(request.args.get("interpreter_id"))
    form = MeetingForm(formdata=None, data=shown, room=room, own_zone=asked.own_zone(room))
    return page("meetings/_our_side.html", form=form, room=room, left_out=[id for id in before if id not in ticked])


def _ticked(sent: Mapping[str, str]) -> list[int]:
    """Who is ticked on our side: also whoever has no post at an organisation chosen after that stays."""
    values = sent.getlist(rules.OURS) if isinstance(sent, MultiDict) else []
    return [id for value in values if (id := whole(value)) is not None]


def _left_out(sent: Mapping[str, str]) -> list[int]:
    """Who was ticked until a firm of ours was chosen, whose members alone are ticked since."""
    return ids_in(sent.get("left_out", ""))


def _room_of(asked: Prefilled, organisation_id: int, sent: Mapping[str, str]) -> MeetingRoom:
    """The room of the address; `sent` are the fields of the form, where they say more."""
    return queries.room(
        organisation_id,
        on=asked.day(),
        user=me(),
        activity_id=asked.activity_id,
        our_organisation_id=OurFirm.told(sent, asked.our_organisation_id),
        presume=not OurFirm.is_told(sent),
        invited=asked.hosts,
        hosting=[*asked.ours, *_ticked(sent), *_left_out(sent)],
        interpreter_id=asked.interpreter_id or whole(sent.get("interpreter_id")),
    )


def _choose_counterpart(carried: TakenAlong | None) -> ResponseReturnValue:
    """The step before the form: whom did we meet? Somebody new is recorded here, and the form goes on with them.

    What is taken along from the form about another visit waits in the page.
    """
    words = search_words(request.form.get("q") or request.args.get("q", ""))
    asked: dict[str, Any] = {name: request.args[name] for name in Prefilled.HANDED_ON if request.args.get(name)}
    text = words or asked.get("named", "")
    told = {"text": text, "place_id": places.said_by(text, Prefilled.read(request.args).place)}
    begins = OTHER_VISIT in request.form
    form = None
    if can(Permission.CONTACTS_WRITE):
        form = QuickOrganisationForm(None if begins else request.form or None, data=told)
    alike: Sequence[object] = ()
    if form is not None and not begins and form.validate_on_submit():
        alike = () if request.form.get("confirmed") else form.candidates()
        if not alike:
            with attempt(form):
                made = contacts.quick_organisation(
                    text=form.text.data or "", place_id=form.place_id.data, role=form.role.data or "", by=me()
                )
                answer = saved(url_for(".new", organisation_id=made.id, **asked), _("Organisation saved."))
            if carried is None:
                return answer
            words = search_words(form.text.data or "")
    named = "" if words else asked.get("named", "")
    known = queries.counterparts(named, user=me(), otherwise=meant_otherwise) if named else []
    found = known or queries.counterparts(words, user=me(), otherwise=meant_otherwise)
    came = queries.guests(whole(asked.get("activity_id")), user=me()) if not words else []
    context: dict[str, Any] = {
        "words": words,
        "found": found,
        "known": known,
        "came": came,
        "asked": asked,
        "candidates": alike,
    }
    context |= {"carried": carried, "action_form": ActionForm(formdata=None)}
    is_new, status = bool(named) and not known, 409 if alike else None
    return page("meetings/choose.html", block="results", status=status, form=form, is_new=is_new, **context)


def _form_page(
    form: MeetingForm, room: MeetingRoom, *, meeting: Meeting | None, earlier: list[Meeting], **told: Any
) -> Response:
    activity_id = room.activity.id if room.activity is not None else None
    form.our_organisation_id.offer(activity_id, presumed=room.our_organisation, but=room.organisation.id)
    told |= {"meeting": meeting, "earlier": earlier}
    if room.is_turned and meeting is None:
        told["came"] = queries.guests(activity_id, user=me())
    return page("meetings/form.html", block="form", form=form, room=room, **told)


@bp.get("/<int:id>")
@requires(Permission.MEETINGS_READ)
def record(id: int) -> Response:
    meeting = queries.one(id, user=me())
    return page(
        "meetings/record.html",
        meeting=meeting,
        benches=queries.benches,
        office_name=offices.current().named(language()),
        why_no_talk=rules.why_no_talk(meeting),
        counts=queries.is_counted(id),
        repeats=repetition(queries.series(id)),
        tasks=tasks.of_record("meetings", id),
        unanswered=rules.is_unanswered(meeting, clock.now()),
        logged_by=users.name_of(meeting.created_by_id),
        uploaders=users.names() if meeting.enclosures else {},
    )


@bp.route("/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def edit(id: int) -> ResponseReturnValue:
    meeting = queries.one(id, user=me())
    room = queries.room(
        meeting.organisation_id,
        on=meeting.held_on,
        user=me(),
        activity_id=meeting.activity_id,
        our_organisation_id=OurFirm.told(request.form, meeting.our_organisation_id),
        meeting=meeting,
        hosting=_ticked(request.form),
    )
    form = with_own_fields(saved_form(meeting), "meetings").editing(meeting, room=room, own_zone=meeting.timezone)
    if form.validate_on_submit():
        with attempt(form, meeting):
            keep_where(form, by=me())
            services.change(meeting, form.input(before=meeting), by=me())
            write_own(form, id, by=me())
            return saved(url_for(".record", id=id), _("Saved."))
    if request.method == "GET" and request.args.get("state") == "held":
        form.state.data = "held"
    return _form_page(form, room, meeting=meeting, earlier=[])


@bp.route("/<int:id>/counterpart", methods=["GET", "POST"])
@requires(Permission.MEETINGS_WRITE)
def counterpart(id: int) -> ResponseReturnValue:
    """Correct whom we met; then the record asks who of them was there."""
    meeting = queries.one(id, user=me())
    form = CounterpartForm.editing(meeting)
    if form.validate_on_submit():
        with attempt(form, meeting):
            services.replace_counterpart(meeting, form.organisation_id.data, by=me())
            return saved(url_for(".edit", id=id), _("Saved. Check who from the counterpart was there."))
    return page("meetings/counterpart.html", form=form, meeting=queries.one(id, user=me()))


@bp.post("/<int:id>/confirm")
@requires(Permission.MEETINGS_WRITE)
def confirm(id: int) -> ResponseReturnValue:
    services.confirm(queries.one(id, user=me()), by=me())
    return saved(url_for(".record", id=id), _("The minutes are marked as confirmed by the counterpart."))


@bp.post("/<int:id>/settle")
@requires(Permission.MEETINGS_WRITE)
def settle(id: int) -> ResponseReturnValue:
    """Say whether a planned meeting was held; who was there is asked where nobody of the counterpart is noted."""
    meeting, held = queries.one(id, user=me()), request.form.get("status") == "held"
    if held and not rules.is_seated(meeting):
        return lead_to(url_for(".edit", id=id, state="held"))
    services.settle(meeting, held=held, by=me())
    told = _("Meeting marked as held.") if held else _("Meeting marked as cancelled.")
    return saved(safe_next(request.form.get("next", url_for(".record", id=id))), told)


@bp.post("/<int:id>/archive")
@requires(Permission.MEETINGS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    audit.archive(queries.one(id, user=me()), rules.ARCHIVED, by=me())
    return saved(url_for(".index"), _("Meeting archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.MEETINGS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    audit.restore(queries.one(id, user=me(), archived=True), rules.RESTORED, by=me())
    return saved(safe_next(url_for(".record", id=id)), _("Meeting restored."))


@bp.get("/panels/activity/<int:id>")
@requires(Permission.MEETINGS_READ)
def activity_panel(id: int) -> Response:
    """The latest meetings of an activity, with ways to all of them and to a new one."""
    result = queries.meetings(Filter(activity=id), user=me(), size=queries.PANEL_SIZE)
    return page("meetings/panel.html", block="panel", result=result, activity_id=id)


@bp.get("/panels/organisation/<int:id>")
@requires(Permission.MEETINGS_READ)
def organisation_panel(id: int) -> Response:
    """What we and they promised at the meetings with an organisation."""
    seen("organisations", id)
    found = queries.promises([id], user=me())
    return page("meetings/promises.html", block="panel", steps=found.get(id, []))
