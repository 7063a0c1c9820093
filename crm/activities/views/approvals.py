"""The approval of plans: handed in, decided, printed as a request with boxes for stamps (起案・伺い)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import contents, queries, rules, services
from crm.activities.forms import AskForm, DecideForm, decide_form
from crm.activities.models import Activity, ActivityApproval, Participant
from crm.activities.views.blueprint import bp
from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.contacts.rules import as_given
from crm.core import clock, here
from crm.core.days import letter_date
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.core.zones import ZONES
from crm.files.contents import paper
from crm.initiatives.queries import title
from crm.office import queries as offices
from crm.places.models import Place
from crm.users.models import User
from crm.web.access import me, requires
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved
from crm.wordings import queries as wordings
from crm.wordings.queries import ForeignText, Wordings


@bp.get("/approvals")
@requires(Permission.MISSIONS_READ)
def approvals() -> Response:
    return page("activities/approvals.html", rounds=queries.all_waiting(user=me()))


@bp.get("/<int:id>/approval")
@requires(Permission.MISSIONS_READ)
def approval(id: int) -> Response:
    return _approval(queries.one(id, user=me()))


def _approval(activity: Activity, ask: AskForm | None = None, decide: DecideForm | None = None) -> Response:
    rounds, own = queries.approvals(activity.id), ask or decide
    open = activity.status in rules.UNAPPROVED
    today = queries.plan(queries.kept(activity.id)) if open else None
    undecided = [row for row in rounds if row.decision == "waiting" and open]
    return page(
        "activities/approval.html", activity=activity, rounds=rounds, form=own,
        waiting=next(iter(undecided), None), no_visa=queries.needless_visas(activity),
        ask=ask or AskForm(formdata=None, retention=queries.usual_retention()),
        decide=decide or _decide_form(formdata=None),
        next_number=queries.next_number(activity.start_on), me_id=me().id,
        foreign=_foreign(activity) if open else [],
        lacking=today.lacking if today else [], unbudgeted=today.unbudgeted if today else [],
    )  # fmt: skip


@bp.post("/<int:id>/approval/ask")
@requires(Permission.MISSIONS_WRITE)
def ask_approval(id: int) -> ResponseReturnValue:
    activity, form = queries.one(id, user=me()), AskForm()
    if form.validate_on_submit():
        with attempt(form):
            services.ask_approval(
                activity, request=form.request.data or "", retention=form.retention.data or "", by=me()
            )
            return saved(url_for(".approval", id=id), _("Submitted for approval."))
    return _approval(queries.one(id, user=me()), ask=form)


@bp.post("/<int:id>/approval/decide")
@requires(Permission.MISSIONS_APPROVE)
def decide(id: int) -> ResponseReturnValue:
    activity, form = queries.one(id, user=me()), _decide_form()
    approved = request.form.get("decision") == "approved"
    if form.validate_on_submit():
        with attempt(form):
            services.decide(
                activity, approved=approved, remark=form.remark.data or "", effective_on=form.effective_on.data,
                foreign=len(_foreign(activity)), passed=form.passed(), by=me(),
            )  # fmt: skip
            return saved(url_for(".approval", id=id), _("Plan approved.") if approved else _("Plan returned."))
    return _approval(queries.one(id, user=me()), decide=form)


def _decide_form(**kwargs: Any) -> DecideForm:
    passing = queries.passed_over(me())
    return decide_form(passing, [offices.current().step_title(post, language()) for post in passing], **kwargs)


def _day(moment: datetime | None) -> date | None:
    return clock.local(moment, zone()).date() if moment is not None else None


def _post_of(activity: Activity, user: User) -> str:
    """The post of one of us: as they go along, else as they have it in our office; where it is told to the reader."""
    name = user.display_name
    mine = next((part for part in activity.participants if part.name_snapshot.split() == name.split()), None)
    title, spoken = as_given(mine.titled(language())) if mine is not None else contacts.own_post(name, language())
    return title if spoken == language() else ""


def _member(part: Participant) -> Sequence[tuple[str, str]]:
    """How somebody who comes is written for the reader: [(name, its language), (reading, its language)]."""
    told = contacts.spoken(part.person, language(), part.name_snapshot)
    return [(each.text + contacts.by_sound(each, language()), each.language) for each in told if each is not None]


def _staff() -> Callable[[User], Sequence[tuple[str, str]]]:
    """How a user of our office is written for the reader: [(name, its language), (reading, its language)].

    An account knows one name; who stands among our people in the contacts is written as every paper writes them.
    """
    people = contacts.colleagues()

    def written(user: User) -> Sequence[tuple[str, str]]:
        person = people.get("".join(user.display_name.split()))
        if person is None:
            return [(user.display_name, here.han_language())]
        return [(each.text, each.language) for each in contacts.spoken(person, language()) if each is not None]

    return written


def _called(record: Place | Organisation) -> tuple[str, str]:
    """(its name with what stands beside it, its language), as every paper writes it."""
    return contents.in_a_row(contacts.told(record, language()))


def _box(round: ActivityApproval | None) -> str | None:
    """The post in whose box stands who decided a request; None where they have none of the posts."""
    return queries.box_of(round.decided_by.display_name) if round is not None and round.decided_by else None


def _boxes(round: ActivityApproval | None) -> dict[str, tuple[User, datetime | None]]:
    """{post: (who, when)} of the boxes of a request, whether it waits, was returned or approved.

    One decides it, in the box of their own post, and who drafted stands in that of who is in charge. Of the others it
    says why they did not, once it is approved (`ActivityApproval.passed_over`).
    """
    if round is None:
        return {}
    told: list[tuple[str, User | None, datetime | None]] = [
        (post, round.asked_by, round.asked_at) for post in rules.DRAFTING & set(offices.current().steps)
    ]
    if (own := _box(round)) is not None:
        told.append((own, round.decided_by, round.decided_at))
    return {post: (user, moment) for post, user, moment in told if user is not None}


@bp.get("/<int:id>/approval.pdf")
@requires(Permission.MISSIONS_READ)
def approval_paper(id: int) -> Response:
    activity, rounds = queries.one(id, user=me()), queries.approvals(id)
    chosen = _round(rounds, request.args.get("round", type=int)) if "round" in request.args else None
    html, _words = _request(activity, rounds, chosen)
    return paper(html, _("Request for approval: %(name)s", name=title(activity.names, language())))


def _foreign(activity: Activity) -> list[ForeignText]:
    """The texts of the newest request that are in another language than its paper, as the reader would print it."""
    _html, words = _request(activity, queries.approvals(activity.id))
    return list(words.met.values())


def _request(
    activity: Activity, rounds: Sequence[ActivityApproval], chosen: ActivityApproval | None = None
) -> tuple[str, Wordings]:
    """The paper of a round, the newest unless one is chosen, and what it knew of texts in the reader's language."""
    newest = next(iter(rounds), None)
    words = wordings.in_language(language())
    chosen = chosen or newest
    last = chosen if chosen is not None and chosen.was_asked else None
    decided = last if last is not None and last.was_approved else None
    today = queries.plan(queries.kept(activity.id))
    handed_in = queries.plan(last.plan) if last is not None and last.plan is not None else None
    # A request that another one followed is as it was then; beside the last one stands what was changed since.
    told = handed_in or today if last is not newest else (handed_in if decided is not None else None) or today
    html = render_template(
        "activities/request.html", activity=activity, round=last, plan=told, now=today if last is newest else told,
        lost=last is not newest and handed_in is None,
        returned=queries.returned([row for row in rounds if last is None or row.id <= last.id]),
        office=offices.current(), requests=queries.requests(rounds, last),
        drafted_on=_day(last.asked_at) if last else None, drafter=(last.asked_by if last else None) or told.coordinator,
        said=partial(words.lines, usual=here.han_language()),
        staff=_staff(), called=_called, member=_member, post_of=partial(_post_of, activity),
        as_given=as_given,
        decided_on=_day(decided.decided_at) if decided else None, decided=decided,
        unasked=newest if last is None else None, is_over=activity.end_on < here.today(), day_of=_day,
        formal_date=partial(letter_date, language()), chair=contents.head_of_office(language()), beside=queries.beside,
        fiscal_year=partial(contents.fiscal_year_told, language=language()),
        boxes=_boxes(last), decided_in=_box(last), zones=ZONES,
    )  # fmt: skip
    return html, words


def _round(rounds: Sequence[ActivityApproval], id: int | None) -> ActivityApproval:
    """The request of this number, among those of an activity. NotVisible where there is none."""
    found = next((row for row in rounds if row.id == id and row.was_asked), None)
    if found is None:
        raise NotVisible
    return found
