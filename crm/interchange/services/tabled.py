"""Sales routes, assessments, products, rules of market access, fair series and booths, as tables hold them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from crm.access import queries as access_queries
from crm.access import rules as access_rules
from crm.access import services as access
from crm.access.models import AccessRule
from crm.access.rules import codes
from crm.access.services import AccessInput
from crm.audit import services as audit
from crm.core.database import db
from crm.core.errors import Refused
from crm.core.folding import search_key
from crm.core.languages import LANGUAGE_LABELS
from crm.core.permissions import Actor
from crm.core.texts import Text
from crm.fairs import queries as fair_queries
from crm.fairs import rules as fair_rules
from crm.fairs import services as fairs
from crm.fairs.models import Booth, FairSeries, FairSeriesName
from crm.fairs.services import BoothInput, SeriesInput
from crm.interchange.columns import records as columns
from crm.interchange.services.kinds import (
    Key,
    NamedCells,
    Said,
    TableKind,
    activities_called,
    found,
    rest,
    texts,
    truths,
)
from crm.partners import queries as partner_queries
from crm.partners import rules as partner_rules
from crm.partners import services as partners
from crm.partners.models import PartnerAssessment, SalesRoute
from crm.partners.services import AssessmentInput, Proof, RouteInput
from crm.products import queries as product_queries
from crm.products import rules as product_rules
from crm.products import services as products
from crm.products.models import Product, ProductName
from crm.products.services import ProductInput


def _same(model: Any, names: Sequence[str]) -> tuple[Callable[[Any], set[Key]], Callable[[Sequence[Said]], set[Key]]]:
    """Those are the same that say the same in these fields; of records of the organisations that rows name."""

    def known(rows: Sequence[Said]) -> set[Key]:
        owners = {row.get("organisation_id") for row in rows} - {None}
        told = select(*(getattr(model, name) for name in names))
        return found(told.where(model.organisation_id.in_(owners), model.archived_at.is_(None)))

    return lambda content: {tuple(getattr(content, name) for name in names)}, known


# ------------------------------------------------------------------ partners


def _route(said: Said, _by: Actor) -> RouteInput:
    told = {name: value for name, value in said.items() if name not in ("grade", "proven_on", "proof")}
    if "throughput_year" in told and "throughput" not in told:
        raise Refused(Text("Fill in this field."), "throughput")
    proven = any(said.get(name) for name in ("grade", "proven_on", "proof"))
    proofs = [Proof(said.get("grade", ""), said.get("proven_on"), said.get("proof", ""))] if proven else []
    needed = {"organisation_id": None, "name": "", "channel": ""}
    return RouteInput(**(needed | told), proofs=proofs)


def _assessment(said: Said, by: Actor) -> AssessmentInput:
    told: dict[str, Any] = {"assessor_id": by.id, "judgement": "", "organisation_id": None, "assessed_on": None}
    told |= said
    scores = {name: told.pop(name, None) for name in partner_rules.CRITERIA}
    return AssessmentInput(**told, scores=scores)


def _assess(content: AssessmentInput, text: Callable[[int], str], by: Actor) -> PartnerAssessment:
    return partners.assess(content, text=text(content.organisation_id) if content.organisation_id else "", by=by)


# ------------------------------------------------------------------ products


def _product(said: Said, _by: Actor) -> ProductInput:
    needed = {"maker_id": None, "category": ""}
    told = truths(rest(said, "name"), "sample_available")
    return ProductInput(**(needed | told), names=texts(said, "name"))


def _products_known(rows: Sequence[Said]) -> set[Key]:
    makers = {row.get("maker_id") for row in rows} - {None}
    told = select(Product.maker_id, ProductName.text).join(ProductName, ProductName.product_id == Product.id)
    told_rows = db.session.execute(told.where(Product.maker_id.in_(makers), Product.archived_at.is_(None)))
    return {(maker, search_key(name)) for maker, name in told_rows}


# ------------------------------------------------------------------ market access


def _rule(said: Said, _by: Actor) -> AccessInput:
    needed = {"country": "", "state": "", "source_title": "", "checked_on": None}
    told = rest(said, "words")
    told["hs_prefix"] = codes.kept(said.get("hs_prefix", ""), "hs_prefix")
    return AccessInput(**(needed | told), texts=texts(said, "words"))


_RULE: Final = ("country", "hs_prefix", "category", "region_id", "state", "valid_from", "valid_to")


def _rules_known(rows: Sequence[Said]) -> set[Key]:
    countries = {row.get("country") for row in rows} - {None}
    told = select(*(getattr(AccessRule, name) for name in _RULE))
    return found(told.where(AccessRule.country.in_(countries), AccessRule.archived_at.is_(None)))


# ------------------------------------------------------------------ fairs


def _series(said: Said, _by: Actor) -> SeriesInput:
    told = truths(rest(said, "name"), "unconfirmed")
    return SeriesInput(**({"place_id": None} | told), names=texts(said, "name"))


def _series_known(rows: Sequence[Said]) -> set[Key]:
    at = {row.get("place_id") for row in rows} - {None}
    told = select(FairSeries.place_id, FairSeriesName.text).join(
        FairSeriesName, FairSeriesName.series_id == FairSeries.id
    )
    told_rows = db.session.execute(told.where(FairSeries.place_id.in_(at), FairSeries.archived_at.is_(None)))
    return {(place, search_key(name)) for place, name in told_rows}


@dataclass(frozen=True)
class _BoothRow:
    activity_id: int
    booth: BoothInput


def _booth(said: Said, _by: Actor) -> _BoothRow:
    if "activity_id" not in said:
        raise Refused(Text("Fill in this field."), "activity_id")
    return _BoothRow(said["activity_id"], BoothInput(**rest(said, "activity_id")))


def _booth_key(activity_id: int, hall: str, number: str) -> Key:
    return activity_id, search_key(hall), search_key(number)


def _booths_known(rows: Sequence[Said]) -> set[Key]:
    at = {row.get("activity_id") for row in rows} - {None}
    told = select(Booth.activity_id, Booth.hall, Booth.number)
    told_rows = db.session.execute(told.where(Booth.activity_id.in_(at), Booth.archived_at.is_(None)))
    return {_booth_key(*row) for row in told_rows}


_ROUTE_KEYS, _ROUTES_KNOWN = _same(SalesRoute, ("organisation_id", "name"))
_ASSESSMENT_KEYS, _ASSESSMENTS_KNOWN = _same(PartnerAssessment, ("organisation_id", "assessed_on", "assessor_id"))

ROUTES: Final = TableKind(
    "routes", columns.ROUTE_COLUMNS, ("organisation_id", "name", "channel"), partner_rules.RECORDED, _route,
    _ROUTE_KEYS, _ROUTES_KNOWN,
    lambda content, beside, by: partners.check_route(content, beside, by=by),
    lambda content, _text, by: partners.record(content, by=by),
    SalesRoute,
    lambda id, by: audit.archive(partner_queries.one(id, user=by), partner_rules.ARCHIVED, by=by),
    fields={"state": "status", "reaches": "place_ids", "proofs": "grade"},
)  # fmt: skip
ASSESSMENTS: Final = TableKind(
    "assessments", columns.ASSESSMENT_COLUMNS, ("organisation_id", "assessed_on", "judgement"),
    partner_rules.ASSESSED, _assessment, _ASSESSMENT_KEYS, _ASSESSMENTS_KNOWN,
    lambda content, _beside, by: partners.check_assessment(content, by=by), _assess, PartnerAssessment,
    lambda id, by: partners.archive_assessment(partner_queries.assessment(id, user=by), by=by),
    tuple(partner_rules.CRITERIA),
)  # fmt: skip
PRODUCTS: Final = TableKind(
    "products", columns.PRODUCT_COLUMNS, ("maker_id", "category"), product_rules.MADE, _product,
    lambda content: {(content.maker_id, search_key(name)) for name in content.names.values()}, _products_known,
    lambda content, _beside, by: products.check_product(content, by=by),
    lambda content, _text, by: products.make(content, by=by),
    Product, lambda id, by: products.archive(product_queries.one(id, user=by), by=by),
    ("name", *LANGUAGE_LABELS), {"state": "status", "name_ja": "name"},
)  # fmt: skip
ACCESS: Final = TableKind(
    "access", columns.ACCESS_COLUMNS, ("country", "state", "source_title", "checked_on"), access_rules.MADE,
    _rule, lambda content: {tuple(getattr(content, name) for name in _RULE)}, _rules_known,
    lambda content, _beside, by: access.check_rule(content, by=by),
    lambda content, _text, by: access.make(content, by=by),
    AccessRule,
    lambda id, by: audit.archive(access_queries.one(id, user=by), access_rules.ARCHIVED, by=by),
    ("words", *LANGUAGE_LABELS), {"words_ja": "words"},
)  # fmt: skip
SERIES: Final = TableKind(
    "series", columns.SERIES_COLUMNS, ("place_id",), fair_rules.SERIES_MADE, _series,
    lambda content: {(content.place_id, search_key(name)) for name in content.names.values()}, _series_known,
    lambda content, _beside, by: fairs.check_series(content, by=by),
    lambda content, _text, by: fairs.make_series(content, by=by),
    FairSeries,
    lambda id, by: audit.archive(fair_queries.series(id, user=by), fair_rules.SERIES_ARCHIVED, by=by),
    ("name", *LANGUAGE_LABELS), {"name_ja": "name"}, ("unconfirmed",),
)  # fmt: skip
BOOTHS: Final = TableKind(
    "booths", columns.BOOTH_COLUMNS, ("activity_id",), fair_rules.BOOTH_WRITTEN, _booth,
    lambda row: {_booth_key(row.activity_id, row.booth.hall, row.booth.number)}, _booths_known,
    lambda row, _beside, by: fairs.check_booth(row.activity_id, row.booth, by=by),
    lambda row, _text, by: fairs.write_booth(Booth(activity_id=row.activity_id), row.booth, by=by),
    Booth, lambda id, by: fairs.put_away(fair_queries.booth(id, user=by), by=by), ("hall", "number"),
    named={
        "activity_id": NamedCells(
            lambda _cells, user: activities_called(fair_rules.TYPES, user), Text("No fair of this name is on record.")
        )
    },
)  # fmt: skip
