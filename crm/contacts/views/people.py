"""People: the list, the record, the forms, quick create."""

from collections.abc import Sequence

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.audit import services as audit
from crm.contacts import queries, rules, services
from crm.contacts.forms import PEOPLE_LIST, PersonForm, QuickPersonForm, person_candidates
from crm.contacts.forms.employers import NewEmployer
from crm.contacts.queries import mailboxes
from crm.contacts.views.blueprint import bp, confirmed, duplicate_status
from crm.core import clock
from crm.core.cleaning import search_words
from crm.core.languages import NAME_LANGUAGES, NOT_KNOWN
from crm.core.permissions import Permission
from crm.fields.forms import with_own_fields, write_own
from crm.web import listings
from crm.web.access import me, requires
from crm.web.again import after_saving
from crm.web.guards import row_id
from crm.web.locale import language, zone
from crm.web.pages import attempt, page, saved


@bp.get("/people")
@requires(Permission.CONTACTS_READ)
def people() -> ResponseReturnValue:
    return listings.show(PEOPLE_LIST, "contacts/people.html")


@bp.get("/people/<int:id>")
@requires(Permission.CONTACTS_READ)
def person(id: int) -> Response:
    today = clock.today(zone())
    found = queries.person(id, user=me())
    posts = sorted(found.affiliations, key=lambda post: (not post.is_primary, post.rank, post.id))
    return page(
        "contacts/person.html", person=found, rules=rules, language_labels=NAME_LANGUAGES,
        current=[p for p in posts if rules.is_current(p.from_date, p.to_date, today)],
        former=[p for p in posts if not rules.is_current(p.from_date, p.to_date, today)],
        has_reading=queries.has_reading(found), title=queries.current_title(found, today),
        portrait=queries.portraits([id]).get(id), left=list(mailboxes.firms_left(found, today).values()),
        of_left=mailboxes.mails_of_firms_left(found, today),
    )  # fmt: skip


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def new_person() -> ResponseReturnValue:
    form = with_own_fields(PersonForm, "people")(data=_prefilled())
    found: Sequence[queries.Candidate | queries.OrganisationCandidate] = []
    if form.validate_on_submit():
        found = [] if confirmed() else [*form.firms(), *form.candidates()]
        if not found:
            with attempt(form):
                _add_employers(form)
                made = services.create_person(**form.input(), by=me())
                write_own(form, made.id, by=me())
                return saved(after_saving(url_for(".person", id=made.id)), _("Person saved."))
    return page("contacts/person_form.html", status=duplicate_status(found), form=form, person=None, candidates=found)


def _prefilled() -> dict[str, object]:
    """What quick create or another page hands over in the address."""
    full, contact = request.args.get("full", ""), request.args.get("contact", "")
    organisation_id = request.args.get("organisation_id", type=row_id)
    country = queries.country_of(organisation_id)
    post = {"organisation_id": organisation_id, "title": request.args.get("title", ""), "is_primary": True}
    kind = rules.guess_contact_kind(contact)
    return {
        "language": rules.person_language(full, country) if full else language(),
        "full": full,
        "affiliations": [post] if organisation_id else [],
        "contact_points": [{"kind": kind, "value": contact}] if contact else [],
    }


@bp.route("/people/quick", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def quick_person() -> ResponseReturnValue:
    form = QuickPersonForm(
        data={
            "organisation_id": request.args.get("organisation_id", type=row_id),
            "full": search_words(request.args.get("full", "")),
        }
    )
    found: Sequence[queries.Candidate | queries.OrganisationCandidate] = []
    if form.validate_on_submit():
        found = [] if confirmed() else [*form.firms(), *form.candidates()]
        if not found:
            with attempt(form):
                made = services.quick_person(
                    full=form.full.data or "",
                    latin=form.latin.data or "",
                    organisation_id=_employer(form),
                    title=form.title.data or "",
                    contact=form.contact.data or "",
                    by=me(),
                )
                there = after_saving(url_for(".person", id=made.id), "organisation_id")
                return saved(there, _said(form.full.data or ""))
    return page("contacts/quick_person.html", status=duplicate_status(found), form=form, candidates=found)


def _said(full: str) -> str:
    """That a person is saved; of a name in letters of no language of ours also that its language is not known."""
    if rules.person_language(full) == NOT_KNOWN:
        return str(_("Person saved. The language of the name is kept as other or not known."))
    return str(_("Person saved."))


def _add_employers(form: PersonForm) -> None:
    """The organisations of the posts that nobody had entered, before the posts are."""
    for row in form.new_employers():
        row.organisation_id.data = _employer(row)


def _employer(form: NewEmployer) -> int | None:
    """The organisation of the form, added where nobody had entered it."""
    known: int | None = form.organisation_id.data
    if not form.adds:
        return known
    return services.quick_organisation(
        text=form.unknown, place_id=form.new_at.data, role=form.new_role.data, by=me()
    ).id


@bp.get("/people/candidates")
@requires(Permission.CONTACTS_READ)
def person_candidates_page() -> Response:
    organisation_id = request.args.get("organisation_id", type=row_id)
    found = person_candidates(_typed_name(), organisation_id, search_words(request.args.get("contact", ""), 250))
    return page("contacts/candidates.html", block="candidates", candidates=found)


def _typed_name() -> str:
    """The full name, or what the language and the order chosen in the form make of its parts: 李明淑, 田中 太郎."""
    wanted = ("full", "family", "given", "language", "name_order")
    full, family, given, tag, order = (search_words(request.args.get(name, "")) for name in wanted)
    tag = tag or rules.person_language(family + given)
    return rules.completed(rules.PersonNameInput(tag, full, family, given, name_order=order)).full


@bp.route("/people/<int:id>/edit", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def edit_person(id: int) -> ResponseReturnValue:
    found = queries.person(id, user=me())
    form = with_own_fields(PersonForm, "people").editing(found)
    if form.validate_on_submit():
        with attempt(form, found):
            _add_employers(form)
            services.change_person(found, **form.input(), by=me())
            write_own(form, id, by=me())
            return saved(url_for(".person", id=id), _("Saved."))
    return page("contacts/person_form.html", form=form, person=found, candidates=[])


@bp.post("/people/<int:id>/archive")
@requires(Permission.CONTACTS_WRITE)
def archive_person(id: int) -> ResponseReturnValue:
    audit.archive(queries.person(id, user=me()), rules.PERSON_ARCHIVED, by=me())
    return saved(url_for(".people"), _("Person archived."), undo=url_for(".restore_person", id=id))


@bp.post("/people/<int:id>/restore")
@requires(Permission.CONTACTS_WRITE)
def restore_person(id: int) -> ResponseReturnValue:
    services.restore_person(queries.person(id, user=me(), archived=True), by=me())
    return saved(url_for(".person", id=id), _("Person restored."))
