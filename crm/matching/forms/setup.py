"""The input of a matching table's set-up: the table, its rounds, companies and interpreters."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import time
from functools import partial
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from crm.activities import queries as activities
from crm.activities.models import Activity
from crm.activities.rules import GOING
from crm.contacts import queries as contacts
from crm.contacts.forms.picks import OrganisationField, PersonField
from crm.core import here
from crm.core.cleaning import whole
from crm.core.languages import LANGUAGE_LABELS
from crm.matching import rules
from crm.matching.models import MatchingCompany, MatchingInterpreter
from crm.matching.queries import MatchingBoard
from crm.matching.services import Presence, Rounds
from crm.missions import queries as missions
from crm.missions.rules import ZONES
from crm.targets import queries as targets
from crm.web.access import me
from crm.web.forms import BaseForm, Choice, Clock, Day, Line, ManyRecords, RecordChoice, Whole, translate

NOTE_LIMIT = 200
NAME_LIMIT = 120


class Spoken(SelectMultipleField):
    """Languages as ticks. Data: list of codes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)

    def iter_choices(self) -> Any:
        self.choices = [(code, translate(label)) for code, label in LANGUAGE_LABELS.items()]
        return super().iter_choices()

    def pre_validate(self, form: Any) -> None:
        self.choices = list(LANGUAGE_LABELS.items())
        super().pre_validate(form)


class RoundsForm(BaseForm):
    """Rounds one after the other."""

    day = Day(_l("Day"), required=True)
    start = Clock(_l("First round from (local time)"), required=True, default=time(9, 30))
    minutes = Whole(_l("Minutes per round"), required=True, least=rules.SHORTEST_ROUND,
                    most=rules.LONGEST_ROUND, default=30)  # fmt: skip
    pause = Whole(_l("Minutes between rounds"), least=0, most=rules.LONGEST_PAUSE, default=5)
    number = Whole(_l("How many rounds"), required=True, least=1, most=rules.MOST_SLOTS, default=6)

    def rounds(self) -> Rounds:
        """What was typed, for the service."""
        return Rounds(
            self.day.data, self.start.data, self.minutes.data or 0, self.pause.data or 0, self.number.data or 0
        )


class SessionForm(BaseForm):
    name = Line(_l("Name"), limit=NAME_LIMIT, required=True)
    venue = Line(_l("Venue"))
    least = Whole(
        _l("Minimum number of talks for each of our companies"),
        most=rules.MOST_SLOTS,
        default=1,
        validators=[InputRequired(_l("Fill in this field."))],
        description=_l("The proposal respects it where possible."),
    )


class NewSessionForm(RoundsForm, SessionForm):
    timezone = Choice(_l("Time zone"), table=ZONES, required=True, blank=None)
    tables = Whole(_l("How many tables"), required=True, least=1, most=rules.MOST_TABLES, default=6)

    @classmethod
    def of(cls, activity: Activity, name: str) -> "NewSessionForm":
        """The form with what an activity says: when, in how many rounds its talks are, else its first day; its name."""
        talks = next((item for item in missions.items(activity.id) if item.kind == "matching"), None)
        zone = activity.place.timezone if talks is None else talks.timezone
        told: dict[str, Any] = {"day": activity.start_on} if talks is None else {"day": talks.day}
        if talks is not None and talks.begins is not None:
            told["start"] = talks.begins.time()
        if talks is not None:
            both = talks.begins is not None and talks.ends is not None
            lasts = int((talks.ends_at - talks.starts_at).total_seconds() // 60) if both else None
            told |= asdict(rules.wanted(talks.title, lasts))
        return cls(data={"name": name, "timezone": zone if zone in ZONES else here.zone()} | told)


class TablesForm(BaseForm):
    number = Whole(_l("How many more tables"), required=True, least=1, most=rules.MOST_TABLES, default=1)


class NameForm(BaseForm):
    name = Line(_l("Name"), limit=40, required=True)


class CompaniesForm(BaseForm):
    """Companies for one side: ticked ones of the delegation, one from the contacts, or all of a target list."""

    side = Choice(_l("Side"), table=rules.SIDES, required=True, blank=None)
    organisation_id = OrganisationField(_l("Organisation"))
    list_id = RecordChoice(
        _l("Or everyone on a target list"), options=lambda: targets.list_options("organisations", user=me())
    )
    firms = ManyRecords(_l("Companies of the delegation"))
    delegation_side = rules.MAKER  #: on which side they sit: guests sit on the other one

    @classmethod
    def of(cls, board: MatchingBoard, **kwargs: Any) -> "CompaniesForm":
        """The form of a table: whoever comes with the delegation and is not there yet is ticked, on their side."""
        activity = activities.one(board.session.activity_id, user=me())
        there = {row.organisation_id for row in board.companies.values()}
        ids = [part.organisation_id for part in activity.participants if part.organisation_id not in (None, *there)]
        names = contacts.organisation_names([id for id in dict.fromkeys(ids) if id is not None])
        form = cls(data={"firms": list(names)}, offers={"firms": lambda: list(names.items())}, **kwargs)
        form.delegation_side = rules.COUNTERPART if activity.direction == "inbound" else rules.MAKER
        return form

    def ids(self, on_list: Callable[[int], list[int]]) -> list[int]:
        """Whom it names; `on_list` tells who stands on a target list."""
        if self.organisation_id.data:
            return [self.organisation_id.data]
        return on_list(self.list_id.data) if self.list_id.data else self.firms.data or []

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if not self.organisation_id.data and not self.list_id.data and not self.firms.data:
            self.organisation_id.errors = [*self.organisation_id.errors, translate("Choose one.")]
            return False
        return valid


class CompanyForm(BaseForm):
    """One company at the table. Make it with `of`, which knows the rounds and the people of the company."""

    representative_id = RecordChoice(_l("Who comes"))
    languages = Spoken(
        _l("They speak"), description=_l("Where the two sides share no language, an interpreter is planned.")
    )
    most = Whole(
        _l("Maximum number of talks"), least=1, most=rules.MOST_SLOTS, description=_l("Empty: as many as there are.")
    )
    absent = ManyRecords(_l("Cannot come in these rounds"))
    note = Line(_l("Note"), limit=NOTE_LIMIT)

    @classmethod
    def of(cls, board: MatchingBoard, company: MatchingCompany) -> "CompanyForm":
        """The form filled with what is known."""
        data = {
            "representative_id": company.representative_id,
            "languages": sorted(rules.codes(company.languages)),
            "most": company.most,
            "absent": sorted(board.absent.get(("company", company.id), frozenset())),
            "note": company.note,
        }
        people = partial(contacts.person_options, user=me(), organisation_id=company.organisation_id)
        return cls(
            data=data, row=company, offers={"absent": partial(round_options, board), "representative_id": people}
        )

    def presence(self) -> Presence:
        """What was typed, for the service."""
        return Presence(
            self.representative_id.data, self.languages.data or (), self.most.data, self.note.data or "",
            self.absent.data or (),
        )  # fmt: skip


class InterpreterForm(BaseForm):
    languages = Spoken(_l("Interprets between"))
    absent = ManyRecords(_l("Cannot come in these rounds"))

    @classmethod
    def of(cls, board: MatchingBoard, one: MatchingInterpreter) -> "InterpreterForm":
        """The form filled with what is known."""
        away = sorted(board.absent.get(("interpreter", one.id), frozenset()))
        data = {"languages": sorted(rules.codes(one.languages)), "absent": away}
        return cls(data=data, offers={"absent": partial(round_options, board)})


class NewInterpreterForm(BaseForm):
    """Ticked ones of the delegation, or somebody from the contacts by name."""

    person_id = PersonField(_l("Name of the interpreter"))
    people = ManyRecords(_l("Interpreters of the delegation"))
    languages = Spoken(
        _l("Interprets between"), description=_l("If nothing is ticked, the languages known from the contacts apply.")
    )

    @classmethod
    def of(cls, board: MatchingBoard, **kwargs: Any) -> "NewInterpreterForm":
        """The form of a table: whoever interprets for the delegation and is not there yet is ticked."""
        activity = activities.one(board.session.activity_id, user=me())
        there = {row.person_id for row in board.interpreters.values()}
        ids = [
            part.person_id
            for part in activity.participants
            if part.role == "interpreter" and part.status in GOING and part.person_id not in there
        ]
        names = contacts.person_names(ids)
        return cls(data={"people": ids}, offers={"people": lambda: list(names.items())}, **kwargs)

    def ids(self) -> list[int]:
        """Whom it names."""
        return [self.person_id.data] if self.person_id.data else self.people.data or []

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if valid and not self.ids():
            self.person_id.errors = [*self.person_id.errors, translate("Choose one.")]
            return False
        return valid


def round_options(board: MatchingBoard) -> list[tuple[int, str]]:
    """The rounds as choices: [(id, "12-11 09:30–10:00")] on the clock of the table."""
    return [
        (row.id, f"{row.wall_start[5:10]} {row.wall_start[11:]}–{row.wall_end[11:]}") for row in board.slots.values()
    ]


def asked_number(name: str) -> int:
    """A number in the address, 0 when there is none."""
    return whole(request.args.get(name), digits=10) or 0
