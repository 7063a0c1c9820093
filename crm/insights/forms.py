"""The conditions of the figures, as they stand in the address: /insights/?fy=2026&tier=regional."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from crm.activities import queries as activities
from crm.activities.rules import ACTIVITY_TYPES, DIRECTIONS
from crm.core import cleaning
from crm.core.categories import PRODUCT_CATEGORIES
from crm.core.cleaning import whole
from crm.core.permissions import Actor
from crm.core.texts import N_
from crm.initiatives import queries as initiatives
from crm.insights.queries import NONE, Group, makers
from crm.insights.rules import Selection
from crm.office import queries as offices
from crm.places.rules import TIERS
from crm.users import queries as users
from crm.web.forms import BaseForm, Line, translate

PARTNER_LABELS = {"yes": N_("Partner with sales routes"), "no": N_("No partner with sales routes")}
#: `fy` is one fiscal year (2026), a span (2025-2026) or "all"; without it, the last two.
ALL = "all"
#: The years that a condition may name.
FIRST_YEAR, LAST_YEAR = 1900, 2199
_YEARS = re.compile(r"(20\d\d)(?:-(20\d\d))?")


class LeaveOutForm(BaseForm):
    """Why a record is in no figure."""

    not_counted = Line(_l("Reason"), required=True, limit=300)


@dataclass(frozen=True)
class ConditionChip:
    """A condition as the reader sees it, with the address arguments without it."""

    label: str
    value: str
    args: dict[str, Any]


class InsightFilters:
    """One object for the page, the links behind its numbers, and the drill-down; unknown values count as none."""

    def __init__(self, args: "MultiDict[str, str]", *, user: Actor, today: date, language: str) -> None:
        self.today = today
        self._user, self._language = user, language
        self.types = [code for code in args.getlist("type") if code in ACTIVITY_TYPES]
        self.direction = _known(args.get("direction"), DIRECTIONS)
        self.tier = _known(args.get("tier"), TIERS)
        self.partner = _known(args.get("partner"), PARTNER_LABELS)
        self.category = _known(args.get("category"), PRODUCT_CATEGORIES)
        self.initiative_id = _id(args.get("initiative"), lambda: self.initiatives)
        self.owner_id = _id(args.get("owner"), lambda: self.owners)
        self.maker_id = _id(args.get("maker"), lambda: self.makers)
        self.since, self.until = _day(args.get("from")), _day(args.get("to"))
        fy = args.get("fy", "")
        self.fy = fy if fy == ALL or _YEARS.fullmatch(fy) else ""
        by, code = args.get("by", ""), args.get("group", "")
        self.group = Group(by, code) if by in ("type", "tier", "partner", "category") and code else Group()
        self._office = offices.current()
        on = _day(args.get("on"))
        #: The day that a list is of: today, or an earlier one whose figure leads to it.
        self.as_of = on if on is not None and on < today else today

    @cached_property
    def initiatives(self) -> dict[int, str]:
        """Read when somebody asks: a page without a form of conditions does not."""
        return dict(initiatives.options(user=self._user, language=self._language))

    @cached_property
    def owners(self) -> dict[int, str]:
        return dict(users.options())

    @cached_property
    def makers(self) -> dict[int, str]:
        return makers(user=self._user, language=self._language)

    # ------------------------------------------------------------ what is asked for

    def period(self) -> tuple[date | None, date | None]:
        """First and last day; the dates win over the fiscal years, which default to this one and the last."""
        if self.since or self.until:
            return self.since, self.until
        if self.fy == ALL:
            return None, None
        match = _YEARS.fullmatch(self.fy)
        last = self._office.fiscal_year(self.today)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (last - 1, last)
        return self._office.fiscal_year_dates(first)[0], self._office.fiscal_year_dates(max(first, last))[1]

    def selection(self) -> Selection:
        """The conditions for the queries."""
        since, until = self.period()
        return Selection(
            since=since,
            until=until,
            initiative_id=self.initiative_id,
            types=tuple(self.types),
            direction=self.direction,
            tier=self.tier,
            partner=self.partner,
            owner_id=self.owner_id,
            category=self.category,
            maker_id=self.maker_id,
        )

    def args(self, **changes: Any) -> dict[str, Any]:
        """The address arguments with some of them changed; empty ones left out."""
        now: dict[str, Any] = {
            "fy": self.fy,
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "initiative": self.initiative_id,
            "type": self.types,
            "direction": self.direction,
            "tier": self.tier,
            "partner": self.partner,
            "owner": self.owner_id,
            "category": self.category,
            "maker": self.maker_id,
        }
        return {name: value for name, value in (now | changes).items() if value}

    def group_args(self) -> dict[str, str]:
        """The split's group that a drill-down came from."""
        return {"by": self.group.by, "group": self.group.code} if self.group.by else {}

    # ------------------------------------------------------------ what is shown

    def period_text(self) -> str:
        """FY 2025–2026, All time, or the two dates."""
        since, until = self.period()
        if since is None and until is None:
            return str(_("All time"))
        if self.since or self.until or since is None or until is None:  # fiscal years have both ends
            return str(_("%(since)s to %(until)s", since=_date(since), until=_date(until)))
        first, last = self._office.fiscal_year(since), self._office.fiscal_year(until)
        if first == last:
            return str(_("Fiscal year %(year)d", year=first))
        return str(_("Fiscal years %(first)d–%(last)d", first=first, last=last))

    def year_options(self) -> list[tuple[str, str]]:
        """[(value of `fy`, label)]: the last two, each year with an activity, all time."""
        current = self._office.fiscal_year(self.today)
        years = sorted({current, current - 1, *activities.fiscal_years(user=self._user)}, reverse=True)
        both = _("Fiscal years %(first)d–%(last)d", first=current - 1, last=current)
        single = [(str(year), _("Fiscal year %(year)d", year=year)) for year in years]
        return [("", both), *single, (ALL, _("All time"))]

    def years_with(self, days: Collection[date]) -> list[tuple[int, dict[str, Any]]]:
        """[(fiscal year, the address arguments of it alone)] of the years of some days, the latest first."""
        years = sorted({self._office.fiscal_year(day) for day in days}, reverse=True)
        return [(year, self.args(**{"fy": str(year), "from": "", "to": ""})) for year in years]

    def chips(self, *, with_period: bool = True) -> list[ConditionChip]:
        """The conditions in force."""
        found: list[ConditionChip] = []
        if with_period and (self.fy or self.since or self.until):
            found.append(ConditionChip(_("Period"), self.period_text(), self.args(**{"fy": "", "from": "", "to": ""})))
        for code in self.types:
            rest = [other for other in self.types if other != code]
            found.append(ConditionChip(_("Activity type"), translate(ACTIVITY_TYPES[code]), self.args(type=rest)))
        shown = (
            ("initiative", _("Initiative"), self.initiative_id and self.initiatives[self.initiative_id]),
            ("direction", _("Direction"), translate(DIRECTIONS.get(self.direction, ""))),
            ("tier", _("City tier"), translate(TIERS.get(self.tier, ""))),
            ("partner", _("Partner"), translate(PARTNER_LABELS.get(self.partner, ""))),
            ("owner", _("Person in charge"), self.owner_id and self.owners[self.owner_id]),
            ("category", _("Product category"), translate(PRODUCT_CATEGORIES.get(self.category, ""))),
            ("maker", _("Maker"), self.maker_id and self.makers[self.maker_id]),
        )
        told = [(name, label, str(value)) for name, label, value in shown if value]
        return found + [ConditionChip(label, value, self.args(**{name: ""})) for name, label, value in told]

    def fields(self, but: Collection[str] = ()) -> list[tuple[str, str, list[tuple[str, str]], str]]:
        """[(name, label, choices, chosen)] of the form behind "Add a filter"; the period stands apart.

        `but` names those that the page does not take.
        """
        tables: list[tuple[str, str, Mapping[Any, str], Any]] = [
            ("initiative", _("Initiative"), self.initiatives, self.initiative_id),
            ("type", _("Activity type"), ACTIVITY_TYPES, self.types[0] if self.types else ""),
            ("direction", _("Direction"), DIRECTIONS, self.direction),
            ("tier", _("City tier"), TIERS, self.tier),
            ("partner", _("Partner"), PARTNER_LABELS, self.partner),
            ("category", _("Product category"), PRODUCT_CATEGORIES, self.category),
            ("maker", _("Maker"), self.makers, self.maker_id),
            ("owner", _("Person in charge"), self.owners, self.owner_id),
        ]
        records = {"initiative", "owner", "maker"}
        return [
            (
                name,
                label,
                [(str(key), text if name in records else translate(text)) for key, text in table.items()],
                str(chosen or ""),
            )
            for name, label, table, chosen in tables
            if name not in but
        ]


def group_label(by: str, code: str) -> str:
    """The name of a split's group; an unknown one says so."""
    tables: dict[str, Mapping[str, str]] = {
        "type": ACTIVITY_TYPES, "tier": TIERS, "partner": PARTNER_LABELS, "category": PRODUCT_CATEGORIES,
    }  # fmt: skip
    label = tables[by].get(code) if code != NONE else None
    return translate(label) if label else _("Unknown")


def _known(value: str | None, table: Mapping[str, str]) -> str:
    return value if value in table and value is not None else ""


def _id(value: str | None, known: Callable[[], Mapping[int, str]]) -> int | None:
    id = whole(value, digits=9)
    return id if id is not None and id in known() else None


def _day(value: str | None) -> date | None:
    """A day that a calendar of ours holds; the ends of time itself have no day before or after them."""
    try:
        day = cleaning.parse_date(value) if value else None
    except cleaning.BadText:
        return None
    return day if day is None or FIRST_YEAR <= day.year <= LAST_YEAR else None


def _date(day: date | None) -> str:
    return "…" if day is None else format_date(day, "medium")
