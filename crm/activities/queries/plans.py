"""A plan as it is handed in: kept with its approval, so that its paper prints what was approved whatever came since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from crm.activities.models import Activity, ActivityName, BudgetLine, Participant
from crm.activities.queries import above
from crm.activities.queries.activities import participants
from crm.activities.queries.budget import Budget, Compared, budget_lines
from crm.activities.queries.where import visited
from crm.activities.rules import TARGETS
from crm.contacts.models import Organisation, Person
from crm.core.database import db
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.places.models import Place
from crm.places.queries import office_country
from crm.users.models import User

ZERO: Final = Decimal(0)
_DAYS: Final = ("start_on", "end_on")
_TEXTS: Final = ("type", "direction", "venue", "co_organisers", "objectives", *TARGETS)
#: {attribute: (its column, what it leads to)}
_RECORDS: Final[dict[str, tuple[str, type[Any]]]] = {
    "place": ("place_id", Place),
    "initiative": ("initiative_id", Initiative),
    "host_organisation": ("host_organisation_id", Organisation),
    "leader": ("leader_id", User),
    "coordinator": ("coordinator_id", User),
}
_MONEY: Final = ("amount", "book_amount")
_LINE: Final = ("category", "funding_source", "currency", *_MONEY)


@dataclass(frozen=True)
class PlannedItem:
    """A line of the programme."""

    day: date
    clocks: str  #: as programmes write them (`core.intervals`); "" where there is nothing to say
    zones: Sequence[str]  #: on whose clocks it begins and ends where these are two; else none
    title: str
    titles: Mapping[str, str]  #: by language, that of `title` among them
    place: Place | None
    venue: str
    venues: Mapping[str, str]  #: the same in further languages
    host: Organisation | None
    nights: int  #: of where one stays, with the day one leaves and how many rooms
    leaves_on: date
    rooms: int | None
    kind: str  #: missions.rules.ITEM_KINDS; "" in requests that did not keep it
    outing: bool  #: whether the delegation is driven there in its free time
    is_tentative: bool  #: as it was handed in


@dataclass(frozen=True)
class ToldPlan:
    """What a request for approval tells of an activity."""

    type: str
    direction: str
    start_on: date
    end_on: date
    names: Sequence[ActivityName]
    place: Place
    venue: str
    initiative: Initiative | None
    host_organisation: Organisation | None
    co_organisers: str
    leader: User | None
    coordinator: User | None
    delegation: int  #: people, but those who withdrew
    objectives: str
    targets: Sequence[tuple[str, int]]  #: (what is aimed at, how many)
    budget: Budget  #: what is planned, without costs
    people: Sequence[Participant] | None  #: those who come, with names; None: the request did not keep them
    roles: Mapping[int, str]  #: {participant: role in the delegation}; of requests of before, which kept none, {}
    programme: Sequence[PlannedItem] | None  #: the same of the programme

    @property
    def others(self) -> list[Place]:
        """The places of the programme beside the main one, in its order."""
        # Where one has time off is no place of it, where one is driven is.
        told = [item for item in self.programme or () if item.kind != "free" or item.outing]
        return visited(self.direction, self.place, (item.place for item in told))[1:]

    @property
    def lacking(self) -> list[Text]:
        """What its paper says is not entered, or would leave out: told before approval is asked for."""
        told = {
            Text("No objectives are entered."): not self.objectives.strip(),
            Text("Nobody is named who leads or coordinates."): self.leader is None and self.coordinator is None,
            Text("No costs are planned."): not self.budget.lines,
            Text("Lines of the budget in a currency without a rate are not counted: %(number)s.",
                 number=len(self.budget.unplannable)): bool(self.budget.unplannable),
        }  # fmt: skip
        return [text for text, is_missing in told.items() if is_missing]

    @property
    def unbudgeted(self) -> list[str]:
        """The kinds of cost (COST_CATEGORIES) that it brings about, and for which nothing is planned.

        Whoever bears them, the request says so; about what kept no programme nothing is said.
        """
        kinds = {item.kind for item in self.programme or ()}
        away = self.direction == "inbound" or (self.direction == "outbound" and self.place.country != office_country())
        spoken = any(item.host is not None for item in self.programme or ())
        needed = {
            "airfare": "flight" in kinds,
            "hotel": "hotel" in kinds or (away and self.end_on > self.start_on),
            "local_transport": "transfer" in kinds,
            "interpreter": away and spoken and "interpreter" not in self.roles.values(),
        }
        planned = {line.category for line in self.budget.lines}
        return [code for code, is_needed in needed.items() if is_needed and code not in planned]


def places(activity: Activity) -> list[Place]:
    """The main place of an activity, then those of its programme and of the talks on its days, with names."""
    planned = [row["place_id"] for row in above.programme(activity.id) if row["kind"] != "free" or row["outing"]]
    ids = dict.fromkeys([*planned, *(id for day, id in above.talked(activity.id) if activity.lasts_on(day))])
    statement = select(Place).where(Place.id.in_([activity.place_id, *ids])).options(selectinload(Place.names))
    found = {place.id: place for place in db.session.scalars(statement)}
    return visited(activity.direction, activity.place, (found.get(id) for id in ids))


def kept(activity_id: int) -> dict[str, Any]:
    """The plan of an activity as it stands, as an approval keeps it: JSON, ids of records in place of their names."""
    activity = db.session.scalars(
        select(Activity).where(Activity.id == activity_id).options(selectinload(Activity.names))
    ).one()
    coming = [part for part in participants(activity_id) if part.status != "cancelled"]
    return {
        **{column: getattr(activity, column) for column in _TEXTS},
        **{column: getattr(activity, column).isoformat() for column in _DAYS},
        **{column: getattr(activity, column) for column, _model in _RECORDS.values()},
        "names": [[name.language, name.text] for name in activity.names],
        "delegation": len(coming),
        "people": [part.id for part in coming],
        "roles": [part.role for part in coming],
        "programme": above.programme(activity_id),
        "lines": [{column: _plain(getattr(line, column)) for column in _LINE} for line in budget_lines([activity_id])],
    }


def _plain(value: str | Decimal | None) -> str | None:
    return str(value) if isinstance(value, Decimal) else value


def plan(told: Mapping[str, Any]) -> ToldPlan:
    """What was kept, with the records that it names."""
    plain = {name: told[name] for name in ("type", "direction", "venue", "co_organisers", "objectives", "delegation")}
    days = {name: date.fromisoformat(told[name]) for name in _DAYS}
    records = {name: _record(model, told[column]) for name, (column, model) in _RECORDS.items()}
    lines = [BudgetLine(**line | {name: _money(line[name]) for name in _MONEY}) for line in told["lines"]]
    known: dict[str, Any] = plain | days | records
    return ToldPlan(
        **known,
        names=[ActivityName(language=language, text=text) for language, text in told["names"]],
        targets=[(label, told[column]) for column, label in TARGETS.items() if told[column] is not None],
        budget=Budget(lines, [], [], [], with_staff=False),
        people=_people(told["people"]) if "people" in told else None,
        roles=dict(zip(told["people"], told["roles"], strict=True)) if "roles" in told else {},
        programme=[_item(row) for row in told["programme"]] if "programme" in told else None,
    )


def _people(ids: Sequence[int]) -> list[Participant]:
    """Those of them who are still on record, with their posts as they were when they joined (INV-A5)."""
    statement = select(Participant).where(Participant.id.in_(ids)).options(
        joinedload(Participant.person).selectinload(Person.names),
        joinedload(Participant.organisation).selectinload(Organisation.names),
    )  # fmt: skip
    known = {part.id: part for part in db.session.scalars(statement).unique()}
    return [known[id] for id in ids if id in known]


def _item(row: Mapping[str, Any]) -> PlannedItem:
    plain = {name: row.get(name, usual) for name, usual in _since(row).items()}
    plain |= {name: date.fromisoformat(row.get(name, row["day"])) for name in ("day", "leaves_on")}
    return PlannedItem(
        **plain, title=row["title"], titles=row["titles"], place=_record(Place, row["place_id"]),
        host=_record(Organisation, row["organisation_id"]), is_tentative=row.get("tentative", False),
    )  # fmt: skip


def _since(row: Mapping[str, Any]) -> dict[str, Any]:
    """What requests of before did not keep of an item, as they tell it: clocks without days, of hotels none."""
    untold = row.get("kind") == "hotel" or not (row["start"] or row["end"])
    clocks = "" if untold else f"{row['start']}–{row['end']}"
    return {
        "clocks": clocks,
        "venue": "",
        "venues": {},
        "zones": [],
        "nights": 0,
        "rooms": None,
        "kind": "",
        "outing": False,
    }


def _record(model: type[Any], id: int | None) -> Any:
    if id is None:
        return None
    named = [selectinload(model.names)] if hasattr(model, "names") else []
    return db.session.scalars(select(model).where(model.id == id).options(*named)).one_or_none()


def _money(text: str | None) -> Decimal | None:
    return Decimal(text) if text is not None else None


@dataclass(frozen=True)
class Planned:
    """A sum of a plan beside what it is today, in the office's currency and apart (`Compared`)."""

    code: str
    was: Compared
    now: Compared

    @property
    def changed(self) -> bool:
        return (self.was.planned, _sorted(self.was)) != (self.now.planned, _sorted(self.now))


def _sorted(row: Compared) -> list[tuple[str, Decimal]]:
    return sorted((currency, amount) for amount, currency in row.planned_apart)


def beside(was: Sequence[Compared], now: Sequence[Compared]) -> list[Planned]:
    """The sums of two states of a plan, by code: those of the first, then those that came since."""
    first, second = ({row.code: row for row in rows} for rows in (was, now))
    nothing = {code: Compared(code, ZERO, ZERO) for code in {**first, **second}}
    return [Planned(code, first.get(code, nothing[code]), second.get(code, nothing[code])) for code in nothing]
