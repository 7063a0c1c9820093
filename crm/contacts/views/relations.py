"""How organisations stand to each other: changed and removed from the page of either."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.contacts import queries, services
from crm.contacts.forms import RelationDatesForm
from crm.contacts.views.blueprint import bp
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.forms import ActionForm
from crm.web.pages import attempt, page, saved


@bp.route("/organisations/<int:id>/relations/<int:relation_id>", methods=["GET", "POST"])
@requires(Permission.CONTACTS_WRITE)
def relation(id: int, relation_id: int) -> ResponseReturnValue:
    found = queries.relation(relation_id, seen_from=id, user=me())
    form = RelationDatesForm(data={"from_date": found.relation.from_date, "to_date": found.relation.to_date})
    if form.validate_on_submit():
        with attempt(form):
            services.change_relation(found.relation, from_date=form.from_date.data, to_date=form.to_date.data, by=me())
            return saved(url_for(".organisation", id=id, _anchor="relations"), _("Relation saved."))
    one = found.relation.organisation if found.relation.organisation_id == id else found.relation.other
    return page("contacts/relation.html", form=form, organisation=one, relation=found, action_form=ActionForm())


@bp.post("/organisations/<int:id>/relations/<int:relation_id>/remove")
@requires(Permission.CONTACTS_WRITE)
def remove_relation(id: int, relation_id: int) -> ResponseReturnValue:
    services.unrelate(queries.relation(relation_id, seen_from=id, user=me()).relation, by=me())
    answer = saved(url_for(".organisation", id=id, _anchor="relations"))
    flash(_("Relation removed."))
    return answer
