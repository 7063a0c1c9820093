"""The sample's initiatives, who does what in the one with Yanbian, and what stands in its way."""

from datetime import date
from decimal import Decimal

from crm.audit.services import action
from crm.initiatives import queries
from crm.initiatives import services as initiatives
from crm.initiatives.rules import ChallengeInput, FundingInput, GoalInput, MarketInput
from crm.sample import rules
from crm.sample.queries import own_data
from crm.sample.services.register import Register, moment

SHOWN = "yanbian"


def load_initiatives(register: Register) -> None:
    """The umbrellas over the activities."""
    for effort in rules.INITIATIVES:
        register.initiatives[effort.key] = initiatives.plan(
            names=effort.names,
            goals=effort.goals,
            lead_organisation_id=register.organisations[effort.lead].id,
            start_on=effort.start_on,
            end_on=effort.end_on,
            by=register.users["kobayashi"],
        )


def load_aims(register: Register) -> None:
    """Goals with figures, markets that are tried, promised funding, of each initiative."""
    by = register.users["kobayashi"]
    for key, initiative in register.initiatives.items():
        initiatives.write_goals(initiative, [_goal(row) for row in _rows("goals", key)], by=by)
        initiatives.write_markets(initiative, [_market(row, register) for row in _rows("markets", key)], by=by)
        funding = [
            FundingInput(
                int(row["year"]),
                row["source"],
                Decimal(row["amount"]),
                row["note"],
                granted_by=row["granted_by"],
                decision_number=row["decision"],
                granted_on=date.fromisoformat(row["granted"]) if row["granted"] else None,
            )  # fmt: skip
            for row in _rows("funding", key)
        ]
        initiatives.write_funding(initiative, funding, by=by)


def _rows(name: str, key: str) -> list[dict[str, str]]:
    return [row for row in own_data(name) if row["initiative"] == key]


def _goal(row: dict[str, str]) -> GoalInput:
    achieved = Decimal(row["achieved"]) if row["achieved"] else None
    return GoalInput(row["text"], row["measure"], Decimal(row["target"]), date.fromisoformat(row["due"]), achieved)


def _market(row: dict[str, str], register: Register) -> MarketInput:
    return MarketInput(
        register.places[row["place"]].id,
        row["category"],
        row["status"],
        row["hypothesis"],
        register.organisations[row["partner"]].id if row["partner"] else None,
        date.fromisoformat(row["review"]) if row["review"] else None,
    )


def load_divisions(register: Register) -> None:
    """The full matrix of the eighteen steps; promotion is left without one who answers, as a gap to be seen."""
    initiative, by = register.initiatives[SHOWN], register.users["kobayashi"]
    initiatives.start_from_template(initiative, by=by)
    division = queries.division(initiative.id)
    parties = {party.kind: party.id for party in division.parties}
    steps = {line.step.code: line.step.id for line in division.steps}
    rows = own_data("roles")
    initiatives.assign(
        initiative,
        cells={(steps[row["step"]], id): row[kind] for row in rows for kind, id in parties.items()},
        payers={steps[row["step"]]: parties.get(row["payer"]) for row in rows},
        by=by,
    )


def load_challenges(register: Register) -> None:
    """Ten lines of the register, one of them solved, each with the day on which it was written down."""
    by = register.users["kobayashi"]
    for row in own_data("challenges"):
        given = ChallengeInput(
            category=row["category"],
            statement=row["statement"],
            raised_by=row["raised_by"],
            side=row["side"],
            severity=int(row["severity"]),
            likelihood=int(row["likelihood"]),
            countermeasure=row["countermeasure"],
            owner_id=register.users[row["owner"]].id,
            due_on=date.fromisoformat(row["due"]),
            status=row["status"],
        )
        with action(rules.LOADED, by=by):
            made = initiatives.add_challenge(register.initiatives[SHOWN], given, by=by)
            made.created_at = moment(date.fromisoformat(row["recorded"]), 15)
