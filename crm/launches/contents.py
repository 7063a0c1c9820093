"""The steps of a launch as a page or a sheet of paper tells them: what happened on which day, and what is not known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from crm.agreements.rules import AGREEMENT_TYPES
from crm.contacts import queries as contacts
from crm.core import here
from crm.core.categories import PRICE_TIERS
from crm.core.permissions import Permission
from crm.core.scripts import tongue
from crm.core.sight import sees_all
from crm.core.texts import Text
from crm.initiatives.models import Initiative
from crm.initiatives.queries import title
from crm.launches import rules
from crm.launches.models import Launch
from crm.launches.queries import CaseTold, FairTold, OrderTold, ShopSales, ShownGoods, Story
from crm.negotiations.models import Negotiation
from crm.negotiations.rules import LOSS_REASONS, STAGE_LABELS
from crm.office import queries as offices
from crm.outcomes.rules import WAITING
from crm.places import queries as places
from crm.places.rules import Shown
from crm.rivals.models import DemandSignal
from crm.rivals.rules import SOURCE_KINDS
from crm.users import queries as users
from crm.web.access import can, me
from crm.web.forms import translate
from crm.web.locale import in_own_language, language
from crm.web.money import money_text
from crm.wordings import queries as wordings

#: Puts what somebody wrote into the language of the reader, where it is known there.
Say = Callable[[str], Shown]
SHEET_PAGE: Final = "@page { size: A4; margin: 14mm 16mm 14mm 20mm; }"


@dataclass(frozen=True)
class LaunchEvent:
    """Something of a step: on which day (None: not known), what it is called, and what else is known of it."""

    day: date | None
    parts: Sequence[Shown]  #: of its name; where there are two, of the two sides
    url: str
    notes: Sequence[Shown] = ()
    doubts: Sequence[str] = ()  #: what is not known of it


@dataclass(frozen=True)
class LaunchStep:
    """A step with its events in the order of their days, those without a day last."""

    code: str
    events: Sequence[LaunchEvent]
    total: int
    empty: str  #: what is said where there is none
    add: tuple[str, str] | None  #: (label, address) of where the first one is recorded, for those who may
    since: int | None = None  #: days from the first demand signal to the first event; None where either is not known
    first: date | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", min((each.day for each in self.events if each.day is not None), default=None))


@dataclass(frozen=True)
class _Part:
    code: str
    events: Sequence[LaunchEvent] | None  #: None: the reader may not see them
    empty: str
    add: tuple[str, str] | None


def as_written(text: str) -> Shown:
    """A text with the language that its script tells."""
    return Shown(text, tongue(text, here.han_language()))


def _in_one(*parts: Shown | str) -> Shown:
    """Parts in a row as one text, of which each keeps its language."""
    told = Markup("").join(
        in_own_language(part.text, part.language) if isinstance(part, Shown) else part for part in parts
    )
    return Shown(told, "")


def saying(story: Story) -> Say:
    """How what somebody wrote of a launch is told to the reader, on the page and on paper."""
    agreed = [each.agreement for each in story.orders or () if each.agreement is not None]
    texts = [text for row in story.signals or () for text in (row.statement, row.source)]
    texts += [text for row in agreed for text in (row.title, row.type_words)]
    known, usual = wordings.in_language(language(), texts), here.han_language()
    return lambda text: Shown(*known.told(text, usual))


def steps(story: Story, initiative_id: int, *, say: Say, most: int = rules.MOST_SHOWN) -> list[LaunchStep]:
    """The steps of a launch that the reader may see."""
    parts = [part for part in _parts(story, initiative_id, say) if part.events is not None]
    signals = next((part.events for part in parts if part.code == rules.SIGNALS), None)
    begun = min((each.day for each in signals or () if each.day is not None), default=None)
    return [_step(part, part.events or (), begun, most) for part in parts]


def _step(part: _Part, events: Sequence[LaunchEvent], begun: date | None, most: int) -> LaunchStep:
    first = min((each.day for each in events if each.day is not None), default=None)
    counts = part.code != rules.SIGNALS and begun is not None and first is not None
    since = (first - begun).days if counts and first is not None and begun is not None else None
    return LaunchStep(part.code, events[:most], len(events), part.empty, part.add, since)


def after_demand(days: int) -> str:
    """How long after the first demand signal a step began, or before it."""
    if days < 0:
        return str(ngettext("%(num)d day before the first demand signal", "%(num)d days before the first demand signal",
                            -days))  # fmt: skip
    return str(
        ngettext("%(num)d day after the first demand signal", "%(num)d days after the first demand signal", days)
    )


def _parts(story: Story, initiative_id: int, say: Say) -> list[_Part]:
    signals = [_signal(row, story, say) for row in story.signals] if story.signals is not None else None
    exhibits = [_exhibit(each, story.launch) for each in story.exhibits] if story.exhibits is not None else None
    fairs = [_fair(each) for each in story.fairs] if story.fairs is not None else None
    cases = [_case(each) for each in story.cases] if story.cases is not None else None
    return [
        _Part(rules.SIGNALS, signals, *_no_signal(story, initiative_id)),
        _Part(
            rules.EXHIBITS, exhibits, str(_("No showroom shows a product of the line.")),
            _add(Permission.SHOWROOMS_WRITE, str(_("Permanent showrooms")), url_for("showrooms.index")),
        ),
        _Part(
            rules.FAIRS, fairs, _none(str(_("No fair belongs to this initiative."))),
            _add(Permission.MISSIONS_WRITE, str(_("Plan a fair")), url_for("missions.new", initiative_id=initiative_id,
                                                                           type="trade_fair")),
        ),
        _Part(
            rules.CASES, cases, _none(str(_("No negotiation of this initiative is about the line."))),
            _add(Permission.NEGOTIATIONS_WRITE, str(_("New negotiation")),
                 url_for("negotiations.new", initiative=initiative_id)),
        ),
        _Part(
            rules.ORDERS, _orders(story, say),
            _none(
                str(_("No agreement, order or sale is recorded yet.")), Permission.SHOWROOMS_READ,
                Permission.NEGOTIATIONS_READ, Permission.AGREEMENTS_READ, Permission.OUTCOMES_READ,
            ), None,
        ),
    ]  # fmt: skip


def _none(text: str, *needs: Permission) -> str:
    """That there is none, for whoever sees every row of it; else no more than that the reader may see none."""
    if sees_all(me()) and all(can(each) for each in needs):
        return text
    return str(_("None that %(name)s may see.", name=users.name_of(me().id)))


def _add(needs: Permission, label: str, url: str) -> tuple[str, str] | None:
    return (label, url) if can(needs) else None


def _no_signal(story: Story, initiative_id: int) -> tuple[str, tuple[str, str] | None]:
    """What is said where no demand is told, and where it is recorded: at the place of the target market, if there is
    one."""
    if not story.markets:
        add = _add(Permission.INITIATIVES_WRITE, str(_("Target markets")),
                   url_for("initiatives.edit_markets", id=initiative_id))  # fmt: skip
        return str(_("No target market has goods of this line, so demand cannot be looked up.")), add
    add = _add(Permission.RIVALS_WRITE, str(_("Demand signal")),
               url_for("rivals.new_signal", place_id=story.markets[0].place_id))  # fmt: skip
    return str(_("No demand signal is recorded in the target markets.")), add


def _signal(row: DemandSignal, story: Story, say: Say) -> LaunchEvent:
    place = places.display_name(row.place, language())
    tier = str(translate(PRICE_TIERS[row.price_tier])) if row.price_tier else ""
    told = _in_one(f"{translate(SOURCE_KINDS[row.source_kind])}{_(': ')}", say(row.source))
    strength = str(_("Strength %(number)s of 5", number=row.strength))
    aimed = story.launch.price_tier
    apart = tier and aimed not in ("", row.price_tier)
    odd = [str(_("Said of another price tier: %(tier)s", tier=tier))] if apart else []
    notes = [place, *([Shown(tier, "")] if tier and not odd else []), Shown(strength, ""), told]
    url = url_for("places.record", id=row.place_id) + "#demand"
    return LaunchEvent(row.observed_on, [say(row.statement)], url, notes, odd)


def off_tier(story: Story) -> dict[int, str]:
    """{product: what is to be said of its price tier}: that it is below the one aimed at, or that nobody told it."""
    aimed_at, found = story.launch.price_tier, {}
    for product in (line.product for line in story.products):
        if rules.is_below(product.price_tier, aimed_at):
            tier = translate(PRICE_TIERS[product.price_tier])
            found[product.id] = str(_("Below the target price tier: %(tier)s", tier=tier))
        elif aimed_at and not product.price_tier:
            found[product.id] = str(_("Its price tier is not recorded."))
    return found


def _too_cheap(each: ShownGoods, launch: Launch) -> list[str]:
    """That the tag of an exhibit asks for less than the launch aims at, in the same currency."""
    asked = [
        line.exhibit.price for line in each.lines
        if line.exhibit.price is not None and line.exhibit.currency == launch.currency
    ]  # fmt: skip
    if launch.price_from is None or not asked or min(asked) >= launch.price_from:
        return []
    tag = money_text(min(asked), launch.currency)
    return [str(_("%(price)s on the tag: below the price that is aimed at", price=tag))]


def _exhibit(each: ShownGoods, launch: Launch) -> LaunchEvent:
    sold = sum(line.stock.sold for line in each.lines)
    counted = str(_("On the shelf: %(held)s, sold: %(sold)s", held=f"{each.held:,}", sold=f"{sold:,}"))
    url = url_for("showrooms.exhibit", id=each.lines[0].exhibit.id)
    doubts = [] if each.since is not None else [str(_("Since when it has been shown is not recorded."))]
    doubts += _too_cheap(each, launch)
    return LaunchEvent(each.since, [each.product], url, [each.showroom, Shown(counted, "")], doubts)


def _fair(each: FairTold) -> LaunchEvent:
    activity = each.activity
    ahead = (activity.start_on - here.today()).days
    notes = []
    if ahead > 0:
        notes.append(str(ngettext("In %(num)d day", "In %(num)d days", ahead)))
    if each.shown:
        notes.append(_shown(len(each.shown), ahead=ahead > 0))
    if each.sold:
        notes.append(str(ngettext("%(num)d piece sold", "%(num)d pieces sold", each.sold)))
    untold = (
        _("Which products of the line will be shown is not recorded yet.") if ahead > 0
        else _("Which products of the line were shown is not recorded.")
    )  # fmt: skip
    doubts = [] if each.shown else [str(untold)]
    name = title(activity.names, language())
    url = url_for("missions.record", id=activity.id)
    return LaunchEvent(activity.start_on, [as_written(name)], url, [Shown(note, "") for note in notes], doubts)


def _shown(number: int, *, ahead: bool) -> str:
    if ahead:
        return str(
            ngettext("%(num)d product of the line to be shown", "%(num)d products of the line to be shown", number)
        )
    return str(ngettext("%(num)d product of the line shown", "%(num)d products of the line shown", number))


def _sides(case: Negotiation) -> list[Shown]:
    return [contacts.display_name(side, language()) for side in (case.our_organisation, case.counterpart)]


def _case(each: CaseTold) -> LaunchEvent:
    case = each.case
    notes = [Shown(str(translate(STAGE_LABELS[case.stage])), "")]
    if case.loss_reason in LOSS_REASONS:
        notes.append(Shown(str(translate(LOSS_REASONS[case.loss_reason])), ""))
    doubts = [] if each.talked_on is not None else [str(_("No talk has been held yet."))]
    day = each.talked_on or each.opened_on
    return LaunchEvent(day, _sides(case), url_for("negotiations.record", id=case.id), notes, doubts)


def _orders(story: Story, say: Say) -> list[LaunchEvent] | None:
    if story.orders is None and story.sales is None:
        return None
    found = [_sale(each) for each in story.sales or ()] + [_order(each, say) for each in story.orders or ()]
    return sorted(found, key=lambda each: each.day or date.max)


def _sale(each: ShopSales) -> LaunchEvent:
    pieces = str(ngettext("%(num)d piece sold to date", "%(num)d pieces sold to date", each.pieces))
    url = url_for("showrooms.figures", id=each.showroom_id)
    return LaunchEvent(
        each.since, [each.showroom], url, [Shown(str(_("First sale in the showroom")), ""), Shown(pieces, "")]
    )


def _order(each: OrderTold, say: Say) -> LaunchEvent:
    if each.agreement is not None:
        row = each.agreement
        kind = say(row.type_words) if row.type_words else Shown(str(translate(AGREEMENT_TYPES[row.type])), "")
        worth = [Shown(_worth(row.value, row.currency, row.value_period), "")] if row.value is not None else []
        ours, theirs = _sides(each.case)
        between = _in_one(ours, " × ", theirs)
        url = url_for("agreements.record", id=row.id)
        unknown = [] if worth else [str(_("Its value is not recorded."))]
        return LaunchEvent(row.signed_on, [say(row.title)], url, [kind, between, *worth], unknown)
    told = each.told
    if told is None:
        raise ValueError("an order is an agreement, or what a company said")
    notes = [Shown(str(_("The company told of an order")), "")]
    if told.amount is not None:
        notes.append(Shown(money_text(told.amount, told.currency), ""))
    doubts = [str(_("Nobody has reviewed the answer yet."))] if told.decision == WAITING else []
    if told.amount is None:
        doubts.append(str(_("The amount was not told.")))
    return LaunchEvent(each.day, _sides(each.case), url_for("outcomes.record", id=told.id), notes, doubts)


def _worth(value: Decimal, currency: str, period: str) -> str:
    amount = money_text(value, currency)
    return str(_("%(amount)s per year", amount=amount)) if period == "annual" else amount


def prices(story: Story) -> str:
    """The price that a buyer is to pay: CNY 860 – CNY 1,980; "" where none is said."""
    row = story.launch
    told = [money_text(each, row.currency) for each in (row.price_from, row.price_to) if each is not None]
    if row.price_from is not None and row.price_to is not None and row.price_from != row.price_to:
        return " – ".join(told)
    if not told:
        return ""
    if row.price_from is None:
        return str(_("up to %(price)s", price=told[0]))
    return told[0] if row.price_to is not None else str(_("from %(price)s", price=told[0]))


def sheet(initiative: Initiative, story: Story, barred: Mapping[int, Text]) -> str:
    """The launch on one page, as a whole document in the language that is spoken."""
    return render_template(
        "launches/sheet.html", initiative=initiative, story=story,
        steps=steps(story, initiative.id, say=saying(story), most=rules.ALL_SHOWN), labels=rules.STEPS,
        tiers=PRICE_TIERS, prices=prices(story), after_demand=after_demand, office=offices.current(),
        page_lang=language(), printed_on=here.today(), off_tier=off_tier(story), barred=barred,
    )  # fmt: skip
