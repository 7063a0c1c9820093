"""Tables of sales routes, from which evidence on a route counts, and what one that does not count lacks."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from crm.audit.rules import Verb
from crm.core.texts import N_

CHANNELS: Final = {
    "own_store": N_("Own store"),
    "department_store_counter": N_("Department store counter"),
    "wholesale_market": N_("Wholesale market"),
    "distributor_network": N_("Distributor network"),
    "supermarket_chain": N_("Supermarket chain"),
    "ecommerce_platform": N_("E-commerce platform"),
    "cross_border_ec": N_("Cross-border e-commerce"),
    "live_commerce": N_("Live commerce"),
    "private_wechat": N_("WeChat private groups"),
    "corporate_gift": N_("Corporate gifts"),
    "catering": N_("Catering"),
}
ROUTE_STATUSES: Final = {
    "claimed": N_("Claimed"),
    "active": N_("Active"),
    "suspended": N_("Suspended"),
    "closed": N_("No longer used"),
}
#: By these nothing is sold now.
UNUSED: Final = ("suspended", "closed")
#: From the weakest to the strongest.
EVIDENCE_GRADES: Final = {
    "claimed": N_("Claimed"),
    "documented": N_("Documented"),
    "site_verified": N_("Verified on site"),
    "proven_sales": N_("Proven by sales"),
}
#: The weakest grade that makes a route count (INV-P1).
LEAST_GRADE: Final = "documented"


def grades_from(least: str = LEAST_GRADE) -> tuple[str, ...]:
    """The grades that are at least `least`, weakest first; ValueError for an unknown one."""
    grades = tuple(EVIDENCE_GRADES)
    return grades[grades.index(least) :]


def any_side(answers: Iterable[bool | None]) -> bool | None:
    """Whether any of several has routes: one that has settles it, else one that is not known leaves it unknown."""
    given = list(answers)
    return True if True in given else None if None in given else False


STATUS_CHIPS: Final = {"claimed": "warn", "active": "good", "suspended": "", "closed": "draft"}
ACTIVE: Final = "active"
CLAIMED: Final = "claimed"
#: A route into these countries says with its evidence how export control is kept (INV-P2).
NOTED_COUNTRIES: Final = frozenset({"RU"})
#: Japan bars all trade with these: no goods of its regions go there by any route (INV-P2).
BARRED_COUNTRIES: Final = frozenset({"KP"})

RECORDED = Verb("route.recorded", N_("Sales route recorded"))
CHANGED = Verb("route.changed", N_("Sales route changed"))
ARCHIVED = Verb("route.archived", N_("Sales route archived"))
RESTORED = Verb("route.restored", N_("Sales route restored"))


def gaps(
    on: date,
    *,
    status: str,
    valid_from: date | None,
    valid_to: date | None,
    evidence: Iterable[tuple[str, date]],
    place_ids: Collection[int],
    own_place_id: int | None,
    countries: Collection[str] = (),
) -> list[str]:
    """Why a route does not count on a day, as message ids; empty when it does. INV-P1, as `queries.has_routes` asks.

    `evidence` is (grade, day); `own_place_id` is where the organisation sits, `countries` are those of the places.
    """
    found = []
    if not BARRED_COUNTRIES.isdisjoint(countries):
        found.append(N_("It reaches into North Korea, with which Japan bars all trade: take that place out."))
    if status != ACTIVE:
        found.append(N_("The route is not active."))
    if (valid_from is not None and valid_from > on) or (valid_to is not None and valid_to < on):
        found.append(N_("It is not valid today."))
    if not any(grade in grades_from() and day <= on for grade, day in evidence):
        found.append(N_("It is not documented yet; a claim alone is not evidence."))
    others = set(place_ids) - {own_place_id}
    if own_place_id is None and len(others) == 1:  # of two one is another place, wherever it is
        found.append(N_("The organisation's own place is not recorded, so the reach of the route is not known."))
    elif not others:
        found.append(N_("It reaches no place beyond the organisation's own."))
    return found


# ------------------------------------------------------------------ assessments

BEST: Final = 5
#: What an assessment looks at; for all of them 5 is best.
CRITERIA: Final[dict[str, str]] = {
    "route_reach": N_("Reach of the sales routes"),
    "category_fit": N_("Fit of the product category"),
    "tier_fit": N_("Fit of the price tier"),
    "import_skill": N_("Import licence and customs skill"),
    "payment_record": N_("Payment record"),
    "staff_languages": N_("Languages of the staff"),
    "will_to_invest": N_("Willingness to invest"),
    "freedom": N_("Freedom from exclusive ties"),
    "reputation": N_("Reputation check"),
}
SCORES: Final[dict[str, str]] = {
    "1": N_("1 – poor"), "2": N_("2 – weak"), "3": N_("3 – fair"), "4": N_("4 – good"), "5": N_("5 – very good"),
}  # fmt: skip
DECISIONS: Final[dict[str, str]] = {
    "approach": N_("Approach them"),
    "watch": N_("Wait and see"),
    "reject": N_("Do not work with them"),
}
DECISION_CHIPS: Final = {"approach": "good", "watch": "warn", "reject": "draft"}

ASSESSED: Final = Verb("assessment.recorded", N_("Partner assessed"))
ASSESSMENT_CHANGED: Final = Verb("assessment.changed", N_("Assessment of a partner changed"))
ASSESSMENT_ARCHIVED: Final = Verb("assessment.archived", N_("Assessment of a partner archived"))
ASSESSMENT_RESTORED: Final = Verb("assessment.restored", N_("Assessment of a partner restored"))
