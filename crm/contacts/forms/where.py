"""Asking where an organisation is, beside whatever else a form is for, until somebody told it or that nobody knows.

Without it nobody can say whether an organisation's sales routes reach beyond its own place (INV-P1).
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from crm.contacts import queries, services
from crm.core.permissions import Actor
from crm.places import queries as places
from crm.places.forms import PlaceField
from crm.web.forms import BaseForm, Tick
from crm.web.locale import language

#: The organisation that is only made when the form is saved.
NEW: int = 0


class WhereForm(BaseForm):
    """A form that may ask where an organisation is. Whoever makes it calls `ask_where`; the view calls `keep_where`."""

    #: Whom the page asked about: an answer about one counterpart is none about another chosen after it.
    place_of = HiddenField()
    counterpart_place_id = PlaceField(
        _l("Where the counterpart is"),
        description=_l("This shows whether its sales routes reach beyond its own place."),
    )
    place_unknown = Tick(_l("Place unknown"))

    PLUMBING: ClassVar[frozenset[str]] = BaseForm.PLUMBING | {"place_of", "counterpart_place_id", "place_unknown"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.asked_of: int | None = None
        super().__init__(*args, **kwargs)

    def ask_where(self, organisation_ids: Iterable[int | None]) -> None:
        """Ask about the first of these whose place nobody told; without one the fields are not there."""
        self.asked_of = queries.first_without_place([id for id in organisation_ids if id is not None])
        if self.asked_of is None:
            self.ask_nothing()
        elif self.place_of.data != str(self.asked_of):
            self.ask_anew(self.asked_of)

    def ask_nothing(self) -> None:
        """No question is left: its fields go."""
        del self.place_of, self.counterpart_place_id, self.place_unknown

    def ask_anew(self, organisation_id: int) -> None:
        """The question about another organisation: whatever was answered before is not about this one."""
        self.asked_of, self.place_of.data = organisation_id, str(organisation_id)
        self.counterpart_place_id.process(None, data=None)
        self.place_unknown.process(None, data=False)

    guess: int | None = None  #: where it may be: told beside the field, and in it only once somebody chose it
    name: str = ""  #: of an organisation that is only made when the form is saved

    @property
    def guess_name(self) -> tuple[str, str]:
        """(name, its language) of the place that is guessed."""
        name = places.display_name(places.named(self.guess or 0), language())
        return name.text, name.language

    @property
    def asked_name(self) -> str:
        """What the organisation is called that is asked about."""
        return queries.organisation_names([self.asked_of])[self.asked_of] if self.asked_of else self.name

    def validate(self, extra_validators: Any = None) -> bool:
        """Somebody says where it is, or that nobody knows."""
        valid = bool(super().validate(extra_validators))
        where = self._fields.get("counterpart_place_id")
        if where is not None and where.data is None and not self.place_unknown.data and not where.errors:
            where.errors = [_("Say where it is, or tick “Place unknown”.")]
            return False
        return valid


def keep_where(form: WhereForm, *, by: Actor) -> None:
    """Write down what was answered, before anything is worked out of it."""
    if form.asked_of:
        services.tell_where(form.asked_of, form.counterpart_place_id.data, by=by)
