"""The names that the papers of a mission lack, entered on one page and saved at once."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.activities import queries as activities
from crm.contacts import services as contacts
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Permission
from crm.missions import queries
from crm.missions.forms.names import names_form
from crm.missions.forms.titles import asked_language
from crm.missions.views.blueprint import bp
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/<int:id>/names", methods=["GET", "POST"])
@requires(Permission.MISSIONS_WRITE)
def names(id: int) -> ResponseReturnValue:
    """Latin letters of people; names of organisations in the hosts' language, unless the address names another."""
    activity, items = activities.one(id, user=me()), queries.items(id)
    wanted = asked_language(request.args.get("language", ""), queries.local_language(activity.place.country))
    people = {each.person.id: each for each in queries.guessed_letters(activity, items)}
    bodies = {body.id: body for body in queries.lacking_names(activity, items, wanted)}
    form = names_form(list(people.values()), list(bodies.values()), wanted)
    if form.validate_on_submit():
        with attempt(form):
            for person_id, text in form.typed("person").items():
                contacts.spell(people[person_id].person, text, field=f"person_{person_id}", by=me())
            for body_id, text in form.typed("body").items():
                contacts.name_in(bodies[body_id], text, wanted, field=f"body_{body_id}", by=me())
            return saved(url_for(".delegation", id=id), _("Saved."))
    return page("missions/names.html", form=form, activity=activity, people=list(people.values()),
                bodies=list(bodies.values()), wanted=wanted, language_labels=LANGUAGE_LABELS)  # fmt: skip
