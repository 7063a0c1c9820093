"""The form of one delegate's travel details."""

from typing import Any

from flask_babel import lazy_gettext as _l

from crm.activities.models import Activity
from crm.travel import rules
from crm.travel.models import TravelDetail
from crm.travel.queries import Sheet
from crm.travel.rules import Details
from crm.web.forms import BaseForm, Choice, Day, Line, Prose, RecordChoice

SHORT, LONG = 60, 300
#: What somebody else's browser must not offer to the next one who types.
_PRIVATE = {"autocomplete": "off"}


def _label(name: str) -> Any:
    return _l(rules.LABELS[name])


class TravelForm(BaseForm):
    """Every detail; none is required, for they come in bit by bit. Make it with `of`."""

    passport_name = Line(
        _label("passport_name"), limit=SHORT, description=_l("In Latin letters: TAKAHASHI NAOKI."), render_kw=_PRIVATE
    )
    passport_number = Line(_label("passport_number"), limit=SHORT, render_kw=_PRIVATE)
    nationality = Choice(_label("nationality"), table=rules.NATIONALITIES)
    sex = Choice(_label("sex"), table=rules.SEXES)
    birth_date = Day(_label("birth_date"), render_kw=_PRIVATE)
    passport_expires = Day(_label("passport_expires"), render_kw=_PRIVATE)
    visa = Choice(_label("visa"), table=rules.VISAS)
    visa_until = Day(_label("visa_until"))
    visa_history = Prose(
        _label("visa_history"),
        limit=1000,
        description=_l(
            "What a consulate asks: when, for what, and whether a visa was ever refused. It is not printed."
        ),
    )
    flight_out = Line(
        _label("flight_out"), limit=LONG, description=_l("Number, from, to and times: CZ616 NRT 13:20 – YNJ 16:05.")
    )
    flight_back = Line(_label("flight_back"), limit=LONG)
    emergency_name = Line(_label("emergency_name"), limit=SHORT, render_kw=_PRIVATE)
    emergency_relation = Line(_label("emergency_relation"), limit=SHORT)
    emergency_phone = Line(
        _label("emergency_phone"), limit=SHORT, render_kw=_PRIVATE | {"type": "tel", "inputmode": "tel"}
    )
    diet = Prose(_label("diet"), limit=1000)
    health = Prose(_label("health"), limit=2000, description=_l("Only what the leader needs to know in an emergency."))
    insurance = Line(_label("insurance"), limit=LONG, render_kw=_PRIVATE)
    room = Choice(_label("room"), table=rules.ROOMS)
    smoking = Choice(_label("smoking"), table=rules.SMOKING)
    room_mate = RecordChoice(_label("room_mate"))

    @classmethod
    def initial(cls, row: TravelDetail) -> dict[str, Any]:
        return vars(row.details)

    @classmethod
    def of(cls, sheet: Sheet, activity: Activity) -> "TravelForm":
        """The form of a delegate, filled with what is known."""

        def others() -> list[tuple[int, str]]:
            going = (part for part in activity.participants if part.status != "cancelled")
            return [(part.id, part.name_snapshot) for part in going if part.id != sheet.participant.id]

        offers = {"room_mate": others}
        return cls.editing(sheet.detail, offers=offers) if sheet.detail is not None else cls(offers=offers)

    def written(self) -> Details:
        """What the services take."""
        return Details(**{name: value for name, value in self.values().items() if name in rules.LABELS})
