"""Templates: what an activity leaves to those of its kind, and a new activity made from it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from crm.activities import queries as activities_queries
from crm.activities import services as activities
from crm.activities.kind import ACTIVITY
from crm.activities.models import Activity
from crm.activities.rules import TARGETS
from crm.activities.services import ActivityInput, BudgetInput
from crm.audit.services import action
from crm.checklists import queries as countdowns
from crm.checklists import services as checklists
from crm.core import here
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.languages import given_texts
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.initiatives.services import check_days
from crm.missions import queries, rules
from crm.missions.models import ActivityTemplate, ItineraryItem
from crm.missions.rules.patterns import Pattern, clocks
from crm.missions.services.plans import ItemInput, VisitInput
from crm.missions.services.programme import add_item, plan
from crm.places import queries as places
from crm.tasks import queries as tasks
from crm.tasks import services as tasks_services
from crm.users import queries as users

#: What of the plan comes along: nobody and nothing that is named once.
_PLAN = ("venue", "objectives", "key_messages", *TARGETS)
NAME_LIMIT = 120


def save_template(activity: Activity, *, name: str, by: Actor | None) -> ActivityTemplate:
    """Keep the shape of an activity: its kind and targets, its items by day and hour, planned costs, and its tasks
    by days before the start. Hosts, delegates, interpreters, contacts, notes, results and money paid stay behind.

    Refused without a name.
    """
    if not name.strip():
        raise Refused(Text("Fill in this field."), "name")
    items = [item for item in queries.items(activity.id) if item.status != "cancelled"]
    content = {
        "plan": {column: getattr(activity, column) for column in _PLAN},
        "items": [_kept_item(activity, item) for item in items],
        "budget": [
            {"category": line.category, "funding_source": line.funding_source, "amount": str(line.amount),
             "currency": line.currency, "note": line.note}
            for line in activities_queries.budget_lines([activity.id])
        ],
        "checklist": [
            {"text": task.text, "before": (activity.start_on - task.due_on).days}
            for task in tasks.of_record("activities", activity.id)
            if task.status != "cancelled"
        ],
    }  # fmt: skip
    template = ActivityTemplate(
        name=name[:NAME_LIMIT],
        type=activity.type,
        direction=activity.direction,
        days=(activity.end_on - activity.start_on).days + 1,
        content=content,
    )
    with action(rules.TEMPLATE_SAVED, by=by):
        db.session.add(template)
    return template


def _kept_item(activity: Activity, item: ItineraryItem) -> dict[str, Any]:
    start, end = datetime.fromisoformat(item.wall_start), datetime.fromisoformat(item.wall_end)
    visit = item.visit
    return {
        "kind": item.kind,
        "title": item.title if item.organisation_id is None else "",
        "title_language": item.title_language,
        "titles": item.titles if item.organisation_id is None else {},
        "day": (item.day - activity.start_on).days,
        "start": f"{start:%H:%M}" if item.begins else "",
        "nights": (end.date() - item.day).days,
        "end": f"{end:%H:%M}" if item.ends else "",
        "holds": f"{start:%H:%M}",  #: its place in the day, where it has no clock
        "timezone": item.timezone,
        "end_timezone": item.end_timezone,
        "origin": item.origin,
        "destination": item.destination,
        "transport": item.transport,
        "texts": given_texts(item.texts, ("transport",)),
        "purpose": visit.purpose if visit is not None else "",
        "agenda": visit.agenda if visit is not None else "",
        "questions": visit.questions if visit is not None else "",
    }


def from_template(
    template: ActivityTemplate,
    *,
    names: Mapping[str, str],
    start_on: date | None,
    place_id: int | None,
    initiative_id: int | None = None,
    by: Actor,
) -> Activity:
    """A draft of the template's kind from `start_on` on: items tentative, budget at today's rates, tasks to be done.

    The tasks are given to who plans it. Refused without a name, a first day or a place.
    """
    if start_on is None:
        raise Refused(Text("Fill in this field."), "start_on")
    check_days(start_on, start_on)  # before anything is counted from it
    content = template.content
    made = plan(
        ActivityInput(
            type=template.type,
            direction=template.direction,
            names=names,
            place_id=place_id,
            start_on=start_on,
            end_on=start_on + timedelta(days=template.days - 1),
            initiative_id=initiative_id,
            coordinator_id=by.id if by.id in dict(users.options()) else None,
            **content["plan"],
        ),
        by=by,
    )
    db.session.flush()
    for item in content["items"]:
        add_item(made, _planned_item(item, start_on), by=by)
    lines = [BudgetInput(**line | {"amount": Decimal(line["amount"])}) for line in content["budget"]]
    if lines:
        activities.write_budget(made, lines, by=by)
    for entry in content["checklist"]:
        tasks_services.add(
            text=entry["text"],
            due_on=start_on - timedelta(days=entry["before"]),
            owner_id=by.id,
            record=(ACTIVITY, made.id),
            activity_id=made.id,
            by=by,
        )
    return made


def from_pattern(
    pattern: Pattern,
    *,
    words: Callable[[str], str],
    language: str,
    today: date,
    place_id: int | None,
    by: Actor,
    **given: Any,
) -> Activity:
    """A draft from a pattern that comes with the product; `given` as for `from_template`, with the same refusals.

    `words` translates its texts into `language`. The countdown begins with the steps that are still ahead; who plans
    it is the first to answer for them.
    """
    made = from_template(
        _as_template(pattern, words, language, places.zone_of(place_id)), place_id=place_id, by=by, **given
    )
    db.session.flush()
    steps = {step.key: step for step in countdowns.missing(made)}
    ahead = [key for key, day in countdowns.days(made).items() if key in steps and day >= today]
    if ahead:
        texts = {key: words(steps[key].label) for key in ahead}
        checklists.start(made, keys=ahead, texts=texts, coordinator_id=by.id, leader_id=by.id, by=by)
    return made


def _as_template(pattern: Pattern, words: Callable[[str], str], language: str, zone: str) -> ActivityTemplate:
    """The pattern in the shape of a saved template; nothing of it is kept."""
    items = [
        {
            "kind": item.kind, "title": words(item.title), "title_language": language, "day": item.day,
            "start": item.start, "nights": item.nights, "end": item.end, "timezone": begins, "end_timezone": ends,
            "transport": "", "purpose": "", "agenda": "", "questions": "",
        }
        for item in pattern.items
        for begins, ends in [clocks(pattern, item, zone, here.zone())]
    ]  # fmt: skip
    budget = [
        {"category": category, "funding_source": "own", "amount": "0", "currency": here.currency(), "note": ""}
        for category in pattern.costs
    ]
    content = {"plan": {}, "items": items, "budget": budget, "checklist": []}
    return ActivityTemplate(type=pattern.type, direction=pattern.direction, days=pattern.days, content=content)


def _planned_item(item: Mapping[str, Any], first: date) -> ItemInput:
    day = first + timedelta(days=item["day"])
    start, end = (time.fromisoformat(item[name]) if item[name] else None for name in ("start", "end"))
    return ItemInput(
        kind=item["kind"],
        status=rules.not_asked_yet(item["kind"]),
        day=day,
        start=start,
        end=end,
        end_day=day + timedelta(days=item["nights"]),
        holds=time.fromisoformat(item["holds"]) if item.get("holds") else None,
        timezone=item["timezone"],
        end_timezone=item.get("end_timezone"),  # templates saved earlier know of none
        title=item["title"] or item["purpose"].partition("\n")[0] or "―",
        title_language=item["title_language"],
        titles=item.get("titles", {}),
        origin=item.get("origin", ""),
        destination=item.get("destination", ""),
        transport=item["transport"],
        texts=item.get("texts"),
        visit=VisitInput(item["purpose"], item["agenda"], item["questions"]),
    )
