"""The form of one delegate's travel details, and of what those of a delegation say in another language."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField

from crm.activities.models import Activity, Participant
from crm.contacts.rules import gender_told
from crm.core.errors import Refused
from crm.core.languages import LANGUAGE_LABELS
from crm.core.texts import Text
from crm.places.forms import CountryField
from crm.travel import rules
from crm.travel.models import TravelDetail
from crm.travel.queries import TravelSheet, TypedText
from crm.travel.rules import Details
from crm.web.forms import BaseForm, Choice, Day, Line, Prose, RecordChoice, Tick

SHORT, LONG, LONGEST = 60, 300, 2000
FROM_SALUTATION = _l("From the form of address in the roster or the contacts. Check it against the passport.")
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
    nationality = CountryField(_label("nationality"), table=rules.NATIONALITIES)
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
    emergency_relation = Line(_label("emergency_relation"), limit=SHORT, render_kw={"list": "relations"})
    emergency_phone = Line(
        _label("emergency_phone"), limit=SHORT, render_kw=_PRIVATE | {"type": "tel", "inputmode": "tel"}
    )
    diet = Prose(
        _label("diet"),
        limit=1000,
        description=_l(
            "Separate common words with commas (shrimp allergy, no pork, vegetarian): they are then translated into "
            "all four languages automatically."
        ),
    )
    health = Prose(
        _label("health"),
        limit=LONGEST,
        description=_l("Only what the head of delegation needs to know in an emergency."),
    )
    insurance = Line(_label("insurance"), limit=LONG, render_kw=_PRIVATE)
    room = Choice(_label("room"), table=rules.ROOMS)
    smoking = Choice(_label("smoking"), table=rules.SMOKING)
    room_mate = RecordChoice(_label("room_mate"))

    @classmethod
    def initial(cls, row: TravelDetail) -> dict[str, Any]:
        return vars(row.details)

    @classmethod
    def of(cls, sheet: TravelSheet, activity: Activity) -> "TravelForm":
        """The form of a delegate, filled with what is known."""

        def others() -> list[tuple[int, str]]:
            going = [part for part in activity.participants if part.status != "cancelled"]
            named = Counter(part.name_snapshot for part in going)
            return [(part.id, _told_apart(part, named)) for part in going if part.id != sheet.participant.id]

        offers = {"room_mate": others}
        form = cls.editing(sheet.detail, offers=offers) if sheet.detail is not None else cls(offers=offers)
        form._presume(sheet)
        return form

    def _presume(self, sheet: TravelSheet) -> None:
        """The form of address in the roster or the contacts tells a sex, until somebody told that of the passport."""
        known = gender_told(sheet.participant.person.salutation)
        if known is None or (sheet.details is not None and sheet.details.sex):
            return
        self.sex.description = FROM_SALUTATION
        if not self.sex.raw_data:
            self.sex.data = known

    def input(self, kept: Details | None) -> Details:
        """What the services take; what `kept` says of texts that stay as they were in further languages goes along."""
        told = {name: value for name, value in self.values().items() if name in rules.LABELS}
        return Details(**told, wordings=kept.wordings if kept is not None else {})


def _told_apart(part: Participant, named: Mapping[str, int]) -> str:
    """A name, with the organisation where two of the delegation bear it."""
    told = [part.name_snapshot, part.organisation_snapshot if named[part.name_snapshot] > 1 else ""]
    return " · ".join(filter(None, told))


class TravelWordsForm(BaseForm):
    """What the typed texts of a delegation say in one language: a field a text, however many told it. Use `of`."""

    texts: ClassVar[Sequence[TypedText]] = ()
    rows: ClassVar[Sequence[TravelDetail]] = ()
    language: ClassVar[str] = ""

    @classmethod
    def of(cls, texts: Sequence[TypedText], sheets: Sequence[TravelSheet], language: str) -> "TravelWordsForm":
        """The form for these texts of these sheets."""
        rows = [sheet.detail for sheet in sheets if sheet.detail is not None]
        made: dict[str, Any] = {"texts": texts, "rows": rows, "language": language}
        for text in texts:
            made[f"text_{text.key}"] = Prose(text.text, limit=LONGEST, default=text.said or "", render_kw=_PRIVATE)
            made[f"same_{text.key}"] = Tick(_l("Stays as it is"), default=text.said == "")
            if text.is_gap and text.origin.guessed:
                made[f"written_{text.key}"] = Choice(
                    _l("Written in"), table=LANGUAGE_LABELS, default=text.origin.language
                )
        for row in rows:
            made[f"version_{row.id}"] = HiddenField(default=str(row.version))
        form: TravelWordsForm = type("DelegationWordsForm", (cls,), made)()
        return form

    def asked(self) -> list[tuple[TypedText, Field, Field, Field | None]]:
        """The texts, each with its field, the tick, and the language it was written in while that is a guess."""
        return [
            (text, self[f"text_{text.key}"], self[f"same_{text.key}"], self._fields.get(f"written_{text.key}"))
            for text in self.texts
        ]

    def check_versions(self) -> None:
        """Refused when somebody changed the details of a delegate meanwhile; a second try writes what stands there."""
        stale = [row for row in self.rows if self[f"version_{row.id}"].data != str(row.version)]
        for row in stale:
            self[f"version_{row.id}"].data = str(row.version)
        if stale:
            raise Refused(
                Text("Someone else has changed these travel details. Check what is shown here and save again.")
            )

    def said(self) -> dict[str, dict[str, str | None]]:
        """{text: {language: what it says there}}, as `services.say` takes it."""
        found: dict[str, dict[str, str | None]] = {}
        for text, said, same, written in self.asked():
            typed = (said.data or "").strip()
            found[text.text] = {self.language: "" if same.data else typed or None}
            if written is not None and written.data not in ("", None, text.origin.language):
                found[text.text][written.data] = ""
        return found
