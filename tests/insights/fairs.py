"""Leads and negotiations with a known history: rows are written directly, so that every day and stage is given."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from crm.activities.models import Activity, ActivityName
from crm.agreements.models import Agreement, AgreementNegotiation
from crm.audit.rules import Verb
from crm.audit.services import action
from crm.contacts.models import Organisation, OrganisationName
from crm.core import here
from crm.core.database import Base, db, writing
from crm.initiatives.models import Initiative, InitiativeName
from crm.leads.models import Lead
from crm.negotiations.models import Negotiation, NegotiationLead, StageEvent
from crm.negotiations.rules import OPENED
from crm.places.models import FxRate, Place, PlaceTier

_SEEDED: Verb = OPENED


def moment(day: date) -> datetime:
    """Noon in Tokyo."""
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


_at_once: ContextVar[bool] = ContextVar("at once", default=False)


def keep(*rows: Base) -> None:
    """Save rows; those of a scene that is built `together` by one act."""
    if _at_once.get():
        db.session.add_all(rows)
        db.session.flush()
        return
    with writing(), action(_SEEDED, by=None):
        db.session.add_all(rows)
        db.session.flush()
        db.session.commit()


@contextmanager
def together() -> Iterator[None]:
    """Each act settles the talks and cases that it touches, and what was read before it is read again: a scene of a
    hundred rows is built in a third of the time by one.
    """
    with writing():
        token = _at_once.set(True)
        try:
            with action(_SEEDED, by=None):
                yield
        finally:
            _at_once.reset(token)
        db.session.commit()


def place(code: str, tier: str = "", *, parent: Place | None = None, since: date = date(2000, 1, 1)) -> Place:
    """A place with a tier of its own from a day on, or with none."""
    made = Place(
        level="county", country="CN", code=code, timezone="Asia/Shanghai", parent_id=parent.id if parent else None
    )
    made.tiers = [PlaceTier(tier=tier, valid_from=since)] if tier else []
    keep(made)
    return made


def organisation(text: str = "延边大洋商贸集团", **columns: Any) -> Organisation:
    """An organisation in China."""
    made = Organisation(country="CN", **columns)
    made.names = [OrganisationName(language="zh-Hans", text=text, kind="legal", is_primary=True)]
    keep(made)
    return made


def initiative(text: str = "見附ニット延辺展開") -> Initiative:
    made = Initiative(names=[InitiativeName(language="ja", text=text)])
    keep(made)
    return made


def activity(where: Place, *, name: str = "第6回 延辺視察団", **columns: Any) -> Activity:
    """A closed trade mission in June 2025; one that has not ended is on its way."""
    on_the_way = columns.get("end_on", date(2025, 6, 5)) >= here.today()
    values: dict[str, Any] = {
        "type": "trade_mission", "direction": "outbound", "status": "in_progress" if on_the_way else "closed",
        "start_on": date(2025, 6, 1), "end_on": date(2025, 6, 5),
    }  # fmt: skip
    made = Activity(place_id=where.id, names=[ActivityName(language="ja", text=name)], **(values | columns))
    keep(made)
    return made


def lead(at: Activity, *, on: date = date(2025, 6, 2), firm: Organisation | None = None, **columns: Any) -> Lead:
    """A lead captured on a day."""
    made = Lead(
        activity_id=at.id,
        captured_at=moment(on),
        organisation_id=firm.id if firm else None,
        **({"raw_name": "崔"} | columns),
    )
    keep(made)
    return made


def case(
    path: str,
    *,
    ours: Organisation,
    theirs: Organisation,
    leads: Sequence[Lead] = (),
    talked: date | None = None,
    tier: str = "",
    partner: bool | None = None,
    type: str = "",
    on: date = date(2025, 6, 3),
    **columns: Any,
) -> Negotiation:
    """A negotiation that went along `path`, stages by their codes ("lead terms lost"), all moves on one day."""
    stages, entered = path.split(), columns.pop("entered", on)
    at = db.session.get(Activity, columns.get("activity_id") or 0)
    made = Negotiation(
        title=columns.pop("title", f"案件 {path}"),
        our_organisation_id=ours.id,
        counterpart_id=theirs.id,
        stage=stages[-1],
        stage_entered_at=moment(entered),
        created_at=columns.pop("created_at", moment(min(on, entered))),
        first_talk_at=moment(talked) if talked else None,
        tier_snapshot=tier,
        place_snapshot_id=columns.get("place_id") or (at.place_id if at and tier else None),
        partner_routes_snapshot=partner,
        activity_type_snapshot=type,
        **columns,
    )
    made.stage_events = [
        StageEvent(from_stage=before, to_stage=after, at=moment(on))
        for before, after in zip(["", *stages], stages, strict=False)
    ]
    made.leads = [NegotiationLead(lead_id=one.id) for one in leads]
    keep(made)
    return made


def agreement(
    negotiation: Negotiation, on: date, *, kind: str = "commercial", status: str = "in_force", **columns: Any
) -> Agreement:
    """A signed agreement that concludes a negotiation."""
    made = Agreement(
        type="sales_contract", agreement_class=kind, title="売買契約", status=status, signed_on=on, **columns
    )
    made.negotiations = [AgreementNegotiation(negotiation_id=negotiation.id)]
    keep(made)
    return made


def rate(base: str, price: str, day: date) -> None:
    """What one unit of a currency cost in yen on a day."""
    keep(FxRate(base=base, quote="JPY", day=day, rate=Decimal(price)))
