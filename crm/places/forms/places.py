"""The input of the pages about places: a place with its names, its tiers; and what the list is narrowed by."""

from typing import Any, ClassVar, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect
from wtforms import HiddenField

from crm.core.cleaning import whole
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import N_
from crm.places import queries
from crm.places.forms.fields import PlaceField
from crm.places.models import Place
from crm.places.queries import PlaceFilter
from crm.places.rules import COUNTRIES, LEVELS, NAME_KINDS, TIERS
from crm.places.services import NameInput, PlaceInput
from crm.web.forms import Amount, BaseForm, Choice, Code, Day, Line, PartForm, Prose, Rows, Tick
from crm.web.listings import Narrowing, coded

NAME_LIMIT = 120
_BELOW = {level: label for level, label in LEVELS.items() if level != "country"}


class TierForm(BaseForm):
    tier = Choice(_l("City tier"), table=TIERS, required=True, blank=None)
    valid_from = Day(_l("Valid from"), required=True)
    basis = Line(_l("Basis"), description=_l("The decision or list that this follows."))


class NameRow(PartForm):
    """A name of the place; an empty row does not count."""

    id = HiddenField()
    language = Choice(_l("Language"), table=LANGUAGE_LABELS, blank=None)
    text = Line(_l("Name"), limit=NAME_LIMIT, render_kw={"data-reads": ""})
    reading = Line(_l("Reading"), limit=NAME_LIMIT)
    kind = Choice(_l("Kind"), table=NAME_KINDS, blank=None)
    is_guess = Tick(_l("A guess, not confirmed yet"))

    def input(self) -> NameInput:
        """The name as the service takes it."""
        return NameInput(
            self.language.data, self.text.data or "", self.reading.data or "", self.kind.data, bool(self.is_guess.data),
            whole(self.id.data, digits=9),
        )  # fmt: skip


class PlaceForm(BaseForm):
    """A place below another one. A country has none above it, and is only renamed here."""

    parent_id = PlaceField(_l("Part of"), required=True)
    level = Choice(_l("Administrative level"), table=_BELOW, required=True, blank=None, default="municipality")
    names = Rows(NameRow, _l("Names"))
    timezone = Line(
        _l("Time zone"), limit=40, description=_l("For example Asia/Tokyo. Empty: the time zone of the place above.")
    )
    code = Code(_l("Official code"), limit=12)
    lat = Amount(_l("Latitude"), least=None, places=6)
    lon = Amount(_l("Longitude"), least=None, places=6)
    note = Prose(_l("Note"))

    #: Shown behind a line: what few places need.
    FOLDED: ClassVar = ("code", "lat", "lon", "note")

    @classmethod
    def initial(cls, row: Place) -> dict[str, Any]:
        place = queries.named(row.id) if "names" in inspect(row).unloaded else row
        plain = ("parent_id", "level", "timezone", "code", "lat", "lon", "note")
        columns = ("id", "language", "text", "reading", "kind", "is_guess")
        names = [{column: getattr(name, column) for column in columns} for name in place.names]
        return {name: getattr(row, name) for name in plain} | {"names": names}

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not any(entry.form.text.data for entry in self.names):
            first = self.names[0].form.text
            first.errors = [*first.errors, _("Fill in this field.")]
            return False
        return valid

    def input(self) -> PlaceInput:
        """What was typed, for the service."""
        above = self.parent_id.data if "parent_id" in self else None
        lat, lon = self.lat.data, self.lon.data
        return PlaceInput(
            parent_id=above,
            level=self.level.data if "level" in self else "country",
            timezone=self.timezone.data or queries.zone_of(above),
            names=[entry.form.input() for entry in self.names if entry.form.text.data],
            code=self.code.data or None,
            lat=float(lat) if lat is not None else None,
            lon=float(lon) if lon is not None else None,
            note=self.note.data or "",
        )


PLACES_LIST: Final = Narrowing(
    endpoint="places.index",
    facets=(
        coded("country", N_("Country"), COUNTRIES, one=True, occurring=lambda _user: queries.countries_known()),
        coded("level", N_("Administrative level"), LEVELS, one=True),
        coded("tier", N_("City tier"), TIERS, one=True),
    ),
    wanted=PlaceFilter,
    words=N_("Name in any script"),
)
