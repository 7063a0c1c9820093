"""The first steps of a new office: what it needs before its first mission, and what of that is done."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import bindparam, exists, func, select

from crm.activities.models import Activity
from crm.contacts.models import Organisation, OurOrganisation
from crm.core import reading
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.texts import N_
from crm.fairs.models import FairSeries
from crm.office import queries as offices
from crm.places import queries as places
from crm.places.models import Place
from crm.showrooms.models import Showroom
from crm.tasks.models import Task
from crm.users.models import User


@dataclass(frozen=True)
class FirstStep:
    """One step: what to do, where, and whether it is done."""

    code: str
    label: str
    about: str
    endpoint: str
    permission: Permission
    done: bool = False
    optional: bool = False  #: not every office does it: the steps are done without it


_P = Permission
STEPS: Final = (
    FirstStep(
        "office", N_("Fill in the office"), N_("It is printed on every document; no document is final until then."),
        "office.edit", _P.OFFICE_WRITE,
    ),
    FirstStep(
        "colleagues", N_("Add the colleagues"), N_("Each with an account and a role of their own."), "users.new",
        _P.USERS_MANAGE,
    ),
    FirstStep(
        "places", N_("Add the places that you travel to"),
        N_("Every country and the towns of Japan, China and Korea are found by typing; your own town is added with the "
           "address of the office."),
        "places.new", _P.PLACES_WRITE,
    ),
    FirstStep(
        "organisations", N_("Add the first organisations"),
        N_("From an Excel list, Outlook or a card scanner, or typed by hand."),
        "interchange.new", _P.INTERCHANGE_IMPORT,
    ),
    FirstStep(
        "mission", N_("Plan the first mission"),
        N_("Delegation and programme can be pasted from an e-mail or a spreadsheet."),
        "missions.new", _P.MISSIONS_WRITE,
    ),
    FirstStep(
        "fair", N_("Choose the fairs that you take part in"),
        N_("Editions are compared, the last day to apply is counted down, and phones capture leads at the booth."),
        "fairs.known", _P.FAIRS_WRITE, optional=True,
    ),
    FirstStep(
        "showroom", N_("Record a permanent showroom"),
        N_("Terms with the local partner, exhibits with labels in four languages, stock, sales and settlements."),
        "showrooms.new", _P.SHOWROOMS_WRITE, optional=True,
    ),
)  # fmt: skip
_MARKS: Final = select(
    select(func.count() > 1).select_from(User).where(User.active).scalar_subquery().label("colleagues"),
    exists(
        select(Place.id).where(
            Place.created_by_id.is_not(None), func.coalesce(Place.code, "").not_in(bindparam("own", expanding=True))
        )
    ).label("places"),
    exists(select(Organisation.id).where(Organisation.id.not_in(select(OurOrganisation.organisation_id)))).label(
        "organisations"
    ),
    exists(select(Activity.id)).label("mission"),
    exists(select(Task.id)).label("tasks"),
    exists(select(FairSeries.id)).label("fair"),
    exists(select(Showroom.id)).label("showroom"),
)


@dataclass(frozen=True)
class FirstSteps:
    """The steps that a user may take, in order. Only whether rows exist is read, none of them."""

    steps: tuple[FirstStep, ...]
    empty: bool  #: no organisation, mission or task yet: a page about them would be rows of zeros

    @property
    def needed(self) -> list[FirstStep]:
        """Those that every office takes."""
        return [step for step in self.steps if not step.optional]

    @property
    def open(self) -> bool:
        """Whether something is still to be done. Whoever has planned a mission had the places for it."""
        return any(not step.done for step in self.needed)


def first_steps(user: Actor) -> FirstSteps:
    """What a new office has done so far, cut to what `user` may do."""
    (marks,) = reading.rows(_MARKS, own=[fact.spec.code for fact in places.seat() if fact.spec.code])
    done = {
        "office": offices.current().is_complete,
        "colleagues": bool(marks.colleagues),
        "places": bool(marks.places or marks.mission),
        "organisations": bool(marks.organisations),
        "mission": bool(marks.mission),
        "fair": bool(marks.fair),
        "showroom": bool(marks.showroom),
    }
    steps = [replace(step, done=done[step.code]) for step in STEPS if allows(Role(user.role), step.permission)]
    return FirstSteps(tuple(steps), not (marks.organisations or marks.mission or marks.tasks))
