"""What a card of somebody who is known says: shown beside the picture, taken over by ticks."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from crm.cards import queries, services
from crm.cards.forms import said_form
from crm.cards.models import BusinessCard
from crm.cards.views.blueprint import bp
from crm.contacts import queries as contacts
from crm.core.errors import NotVisible
from crm.core.permissions import Permission
from crm.web.access import me, requires
from crm.web.pages import attempt, page, saved


@bp.route("/<int:id>/said", methods=["GET", "POST"])
@requires(Permission.CARDS_WRITE)
def said(id: int) -> ResponseReturnValue:
    card = _kept(id)
    person = contacts.person(card.person_id or 0, user=me())
    told = queries.said_by(card, person)
    form = said_form(told, card.received_on)(row=person)
    if form.validate_on_submit():
        with attempt(form, person):
            services.take_over(card, person, form.taken(told), by=me())
            return saved(url_for("contacts.person", id=person.id), _("Added from the card."))
    return page(
        "cards/said.html", block="said", card=card, person=person, said=told, form=form,
        reading=queries.reading_of(card),
    )  # fmt: skip


def _kept(id: int) -> BusinessCard:
    """A card that is kept on a person; NotVisible for a draft, which has a page of its own."""
    card = queries.card(id, user=me())
    if card.person_id is None:
        raise NotVisible
    return card
