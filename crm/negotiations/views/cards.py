"""The cards of the board, made ready for their template: a board has a hundred and more of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from flask import url_for
from markupsafe import Markup, escape

from crm.contacts import queries as contacts
from crm.contacts.models import Organisation
from crm.core.money import YEARLY
from crm.core.texts import N_
from crm.negotiations import queries
from crm.negotiations.forms import age
from crm.negotiations.models import Negotiation
from crm.negotiations.queries import Standing
from crm.web import listings
from crm.web.filters import card_day
from crm.web.listings import Reader
from crm.web.locale import staff
from crm.web.money import money


@dataclass(frozen=True)
class CardFace:
    """What a card says: `step` in the state of its dot ("late", "" or "none"), each name with its language."""

    url: str
    move: str  #: where a move of it is sent
    title: Markup
    name: Markup
    read: Markup  #: how the name is read
    value: Markup
    ours: Markup
    owner: Markup
    next_step: Markup
    state: str
    step: str
    age: str


def faces(cases: Iterable[Negotiation], standings: Mapping[int, Standing], query: str) -> dict[int, CardFace]:
    """{case: its face}, for whoever asks; `query` is what the board is asked for."""
    write = _Faces(listings.reader(), query)
    return {case.id: write.face(case, standings[case.id]) for case in cases}


@dataclass
class _Faces:
    """What many cards say alike is said once."""

    who: Reader
    query: str
    _days: dict[date | None, str] = field(default_factory=dict)
    _ages: dict[tuple[str, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        before, _one, after = url_for("negotiations.move", id=1, on="board").rpartition("/1/")
        self._move = f"{before}/{{}}/{after}&{self.query}"

    def face(self, case: Negotiation, standing: Standing) -> CardFace:
        who = self.who
        read = contacts.gloss(case.counterpart, who.language)
        return CardFace(
            who.path("negotiations.record", case.id),
            self._move.replace("{}", str(case.id), 1),
            who.said(queries.title(case, who.language)),
            self._name(case.counterpart),
            who.text(*read) if read else Markup(""),
            self._value(case),
            self._name(case.our_organisation),
            who.once(staff, case.owner),
            who.said(case.next_step),
            standing.step,
            who.words(N_("no next step")) if standing.step == "none" else self._day(case.next_step_due),
            self._age(standing),
        )

    def _name(self, firm: Organisation) -> Markup:
        return self.who.text(*contacts.display_name(firm, self.who.language))

    def _value(self, case: Negotiation) -> Markup:
        if case.value is None:
            return escape(self.who.words(N_("no value yet")))
        amount = money(case.value, case.currency, self.who.words)
        if case.value_period != YEARLY:
            return amount
        return Markup(f'{amount} <small class="t-2">{escape(self.who.words(N_("per year")))}</small>')  # noqa: S704  # escaped

    def _day(self, day: date | None) -> str:
        if day not in self._days:
            self._days[day] = card_day(day)
        return self._days[day]

    def _age(self, standing: Standing) -> str:
        key = (standing.age, standing.days)
        if key not in self._ages:
            self._ages[key] = age(standing)
        return self._ages[key]
