"""The figures that were kept: on which days, and what they were."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, false, select

from crm.core.database import db
from crm.core.money import Worth
from crm.core.permissions import Actor, Permission, Role, allows
from crm.core.records import only
from crm.insights.models import FigureSnapshot
from crm.insights.queries.month import HeldStretch, MonthFigures
from crm.insights.queries.pipeline import PipelineFigures
from crm.insights.rules import TalkAgreement, Verdict, wilson
from crm.insights.rules.month import MONEY, NUMBERS, SHARE, VERDICT, WORTH


def visible_to(user: Actor) -> Select[FigureSnapshot]:
    """The kept figures, for whoever reads figures."""
    rows = select(FigureSnapshot).where(FigureSnapshot.archived_at.is_(None))
    return rows if allows(Role(user.role), Permission.INSIGHTS_READ) else rows.where(false())


def kept(*, user: Actor) -> list[FigureSnapshot]:
    """All of them, the latest first."""
    return list(db.session.scalars(visible_to(user).order_by(FigureSnapshot.as_of.desc())))


@dataclass(frozen=True)
class KeptFigures:
    """What was open, and the rate, on the last day of which they are kept."""

    id: int
    as_of: date
    currency: str
    numbers: Mapping[str, Any]  #: as `values` reads them


def last_kept(*, user: Actor, before: date) -> KeptFigures | None:
    """The latest figures that were kept before a day, if any."""
    ordered = visible_to(user).where(FigureSnapshot.as_of < before).order_by(FigureSnapshot.as_of.desc())
    found = db.session.scalar(ordered.limit(1))
    return None if found is None else KeptFigures(found.id, found.as_of, found.currency, values(found.numbers))


def one_kept(id: int, *, user: Actor) -> FigureSnapshot:
    """Those of one day; NotVisible when there are none for this user."""
    return only(visible_to(user), id)


def is_kept(day: date) -> bool:
    """Whether the figures of a day are kept."""
    return db.session.scalar(select(FigureSnapshot.id).where(FigureSnapshot.as_of == day)) is not None


def numbers(figures: MonthFigures) -> dict[str, Any]:
    """{code of `rules.month.NUMBERS`: the number} as JSON values: amounts as text, a share as its two counts."""
    return {
        **stretch_numbers(figures.now, figures.year.rate),
        "verdict": figures.verdict.verdict.value,
        **open_numbers(figures.year.pipeline),
    }


def stretch_numbers(found: HeldStretch, rate: TalkAgreement) -> dict[str, Any]:
    """Those of `numbers` that are of a stretch of days."""
    share = rate.share
    return {
        "activities": found.activities,
        "visits": found.visits,
        "talks": found.talks,
        "cases": found.cases,
        "agreements": found.agreements,
        "asked": found.told.asked,
        "answered": found.told.answered,
        "orders": found.told.orders,
        "spent": str(found.cost),
        "spent_unrated": found.unrated.lines,
        "rate": None if share is None else [share.k, share.n],
        "signed": _worth(found.signed.worth),
        "signed_unrated": found.signed.unconverted,
        "signed_unvalued": found.signed.unvalued,
        "confirmed": str(found.told.booked),
        "confirmed_unrated": found.told.unconverted,
    }


def open_numbers(pipeline: PipelineFigures) -> dict[str, Any]:
    """Those of `numbers` that are of the day alone: nobody can count later what was open then."""
    return {
        "open": pipeline.total.cases,
        "stalled": pipeline.at_rest.cases,
        "talked_about": _worth(pipeline.total.value),
        "in_prospect": _worth(pipeline.total.weighted),
        "open_unrated": pipeline.total.not_convertible,
        "open_unvalued": pipeline.unvalued,
        "open_without_rate": pipeline.unconverted,
    }


def values(told: Mapping[str, Any]) -> dict[str, Any]:
    """What `numbers` wrote, as values again; None for what was not counted then."""
    return {code: _value(told.get(code), number.kind) for code, number in NUMBERS.items()}


def _value(told: Any, kind: str) -> Any:
    if told is None:
        return None
    if kind == MONEY:
        return Decimal(told)
    if kind == WORTH:
        return Worth(Decimal(told["once"]), Decimal(told["yearly"]))
    if kind == SHARE:
        return wilson(*told)
    return Verdict(told) if kind == VERDICT else told


def _worth(amount: Worth) -> dict[str, str]:
    return {"once": str(amount.once), "yearly": str(amount.yearly)}
