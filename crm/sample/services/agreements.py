"""The sample's agreements: what was signed by whom, in which languages, and what was promised."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from crm.agreements.models import (
    Agreement,
    AgreementNegotiation,
    AgreementParty,
    LanguageVersion,
    Obligation,
    Signatory,
)
from crm.audit.services import action
from crm.core.database import db
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register

SIDES = ("甲", "乙", "丙")
#: Of those who sign, whoever is no company: an office or a body with a seal of its own.
OFFICIAL = ("chamber", "city", "coop", "guojishanghui", "waiban", "yanji_commerce")
DRAFTED_BEFORE = timedelta(days=40)
#: Agreements are numbered since this day.
LISTED_FROM = date(2025, 4, 1)


def load_agreements(register: Register) -> None:
    """Commercial agreements with the case they conclude, and frameworks, which conclude none (INV-G4)."""
    rows = list(own_data("agreements"))
    listed = [row for row in rows if not row["signed"] or date.fromisoformat(row["signed"]) >= LISTED_FROM]
    signed = sorted(listed, key=lambda row: row["signed"] or rules.TODAY.isoformat())
    numbers = {row["key"]: number for number, row in enumerate(signed, start=1)}  # in the order of their days
    for row in rows:
        with action(rules.LOADED, by=register.users["kobayashi"]):
            agreement = _agreement(register, row, numbers.get(row["key"]))
            db.session.add(agreement)
            db.session.flush()
            for party, name in zip(agreement.parties, _names(row), strict=True):
                if name:
                    party.signatories.append(_signatory(register, agreement, name))
        register.agreements[row["key"]] = agreement


def _names(row: Mapping[str, str]) -> list[str]:
    """Who signs for each party, in their order; nobody yet for a draft."""
    return row["signatories"].split(",") if row["signatories"] else [""] * len(row["parties"].split(","))


def _agreement(register: Register, row: Mapping[str, str], number: int | None) -> Agreement:
    activity = register.activities[row["activity"]] if row["activity"] else None
    case = register.negotiations[row["case"]] if row["case"] else None
    source = case or activity
    signed_on, languages = _day(row["signed"]), row["languages"].split(",")
    return Agreement(
        type=row["type"],
        agreement_class=row["class"],
        title=row["title"],
        number=f"見商工契第{number}号" if number else "",
        status=row["status"],
        initiative_id=source.initiative_id if source else None,
        activity_id=activity.id if activity else None,
        draft_on=register.workday((signed_on or rules.TODAY) - DRAFTED_BEFORE, -1),
        signed_on=signed_on,
        effective_on=_day(row["effective"]),
        expires_on=_day(row["expires"]),
        auto_renewal=row["type"] == "distributorship",
        notice_days=90 if row["expires"] else None,
        exclusivity=row["exclusivity"],
        territory=row["territory"],
        products=row["products"],
        value=Decimal(row["value"]) if row["value"] else None,
        currency="CNY" if row["value"] else "JPY",
        value_period=row["period"],
        governing_law=row["law"],
        dispute_forum="CIETAC" if row["law"] == "中国法" else "JCAA" if row["law"] else "",
        incoterm=row["incoterm"].partition(" ")[0],
        payment_terms=row["payment"],
        parties=[_party(register, key, side) for key, side in zip(row["parties"].split(","), SIDES, strict=False)],
        versions=_versions(languages, equally=row["class"] == "framework"),
        equally_authentic=row["class"] == "framework",
        negotiations=[AgreementNegotiation(negotiation_id=case.id)] if case else [],
        obligations=[_obligation(register, text) for text in row["obligations"].split("|") if text],
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _party(register: Register, key: str, side: str) -> AgreementParty:
    return AgreementParty(organisation_id=register.organisations[key].id, side=side, signatories=[])


def _signatory(register: Register, agreement: Agreement, name: str) -> Signatory:
    card = register.cards[name]
    return Signatory(
        agreement_id=agreement.id,
        person_id=card.id,
        name_snapshot=card.name,
        title_snapshot=card.title,
        signed_on=agreement.signed_on,
        seal="official_seal" if card.organisation in OFFICIAL else "company_seal",
    )


def _versions(languages: list[str], *, equally: bool) -> list[LanguageVersion]:
    """One prevails (the first), unless all are equally authentic (INV-G2)."""
    return [
        LanguageVersion(
            language=language, prevailing=not equally and place == 0, translator="" if place == 0 else "延吉译林翻译社"
        )
        for place, language in enumerate(languages)
    ]


def _obligation(register: Register, text: str) -> Obligation:
    key, what, due, done = text.split(":")
    return Obligation(organisation_id=register.organisations[key].id, text=what, due_on=_day(due), done_on=_day(done))
