"""A card from the camera to the person: upload, draft, confirmation; its pictures."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.cards import queries, rules, services
from crm.cards.forms import ConfirmForm, UploadForm
from crm.cards.models import BusinessCard
from crm.cards.views.blueprint import bp
from crm.contacts import queries as contacts
from crm.contacts.forms.likeness import weights
from crm.contacts.models import Person
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.guards import row_id
from crm.web.instance import instance_folder
from crm.web.pages import attempt, jpeg, page, saved


@bp.get("/")
@requires(Permission.CARDS_READ)
def index() -> Response:
    return page("cards/index.html", drafts=queries.drafts(user=me()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.CARDS_WRITE)
def new() -> ResponseReturnValue:
    person, form = _person_asked_for(), UploadForm()
    if form.validate_on_submit():
        with attempt(form):
            card = services.upload(form.sent(), person=person, instance=instance_folder(), by=me())
            return saved(_after(card, person), _("Card saved.") if person else None)
    person = _person_asked_for()  # read anew: a refusal has emptied the session
    return page("cards/new.html", form=form, person=person, reads=services.is_reader_installed())


def _after(card: BusinessCard, person: Person | None) -> str:
    """Where a photographed card leads: to the draft, or for somebody known to what it says, else to their page."""
    if person is None:
        return url_for(".record", id=card.id)
    return url_for(".said", id=card.id) if card.job_id is not None else url_for("contacts.person", id=person.id)


def _person_asked_for() -> Person | None:
    """Whose card it is, by the address; NotVisible when the user does not see them."""
    id = request.args.get("person_id", type=row_id)
    return contacts.person(id, user=me()) if id is not None else None


@bp.route("/<int:id>", methods=["GET", "POST"])
@requires(Permission.CARDS_WRITE)
def record(id: int) -> ResponseReturnValue:
    card = _draft(id)
    reading = queries.reading_of(card)
    form = ConfirmForm(data=ConfirmForm.prefill(reading.draft) if request.method == "GET" else None)
    found: list[contacts.Candidate] = []
    if form.validate_on_submit():
        found = [] if request.form.get("confirmed") == "1" else _alike(form)
        if not found:
            with attempt(form):
                made = services.confirm(card, form.confirmed(), by=me())
                return saved(url_for("contacts.person", id=made.id), _("Person saved."))
    by_hand = "by_hand" in request.args or request.method == "POST"
    return page(
        "cards/record.html", block="draft", status=409 if found else None, card=_draft(id), reading=reading, form=form,
        candidates=found, waiting=reading.moving and not by_hand, known=_known(form, found),
    )  # fmt: skip


def _draft(id: int) -> BusinessCard:
    """A card that waits to be confirmed; NotVisible once it belongs to a person: then it is on their page."""
    card = queries.card(id, user=me())
    if card.person_id is not None:
        raise NotVisible
    return card


def _alike(form: ConfirmForm) -> list[contacts.Candidate]:
    names, points, organisation_id = form.sought()
    return contacts.candidates(names, points, organisation_id, user=me(), weights=weights())


def _known(form: ConfirmForm, found: list[contacts.Candidate]) -> list[contacts.Candidate]:
    """Who the card may be of, shown before anything is sent: keeping it there is one button."""
    return found or (_alike(form) if request.method == "GET" and form.full.data else [])


@bp.post("/<int:id>/keep")
@requires(Permission.CARDS_WRITE)
def keep(id: int) -> ResponseReturnValue:
    card = _draft(id)
    person = contacts.person(request.form.get("person_id", default=0, type=row_id), user=me())
    news = queries.news_of(card, person)
    services.keep_on(card, person, by=me())
    return saved(url_for("contacts.person", id=person.id), _said(news))


def _said(news: queries.News) -> str:
    """What keeping a card says about the post of its person. The post itself never changes by it."""
    if news.is_older:
        return str(_("Card saved. It is older than the current post, which stays as it is."))
    if news.organisation:
        return str(_("Card saved. It names %(name)s: is that a new employer?", name=news.organisation))
    return str(_("Card saved."))


@bp.post("/<int:id>/discard")
@requires(Permission.CARDS_WRITE)
def discard(id: int) -> ResponseReturnValue:
    services.discard(_draft(id), by=me())
    return saved(url_for(".index"), _("Draft discarded."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/archive")
@requires(Permission.CARDS_WRITE)
def archive(id: int) -> ResponseReturnValue:
    card = queries.card(id, user=me())
    audit.archive(card, rules.ARCHIVED, by=me())
    return saved(_home(card), _("Card archived."), undo=url_for(".restore", id=id))


@bp.post("/<int:id>/restore")
@requires(Permission.CARDS_WRITE)
def restore(id: int) -> ResponseReturnValue:
    card = queries.card(id, user=me(), archived=True)
    audit.restore(card, rules.RESTORED, by=me())
    return saved(_home(card), _("Card restored."))


def _home(card: BusinessCard) -> str:
    """Where a card is seen: on its person's page, or as a draft."""
    if card.person_id is not None:
        return url_for("contacts.person", id=card.person_id)
    return url_for(".record", id=card.id)


@bp.get("/<int:id>/<any(front, back):side>.jpg")
@requires(Permission.CARDS_READ)
def picture(id: int, side: str) -> Response:
    """The picture of one side, or with `?small` its thumbnail: written by ourselves, so a page may show it."""
    card = queries.card(id, user=me())
    row = next((row for row in card.sides if row.side == side), None)
    if row is None:
        raise NotVisible
    small = "small" in request.args
    file_id = row.thumbnail_id if small else row.file_id
    return jpeg(services.path_of(file_id, instance_folder()).read_bytes(), name=f"card-{id}-{side}.jpg")
