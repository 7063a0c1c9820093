"""Tables of sales routes, and from which evidence on a route counts."""

from typing import Final

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
    "closed": N_("Closed"),
}
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
