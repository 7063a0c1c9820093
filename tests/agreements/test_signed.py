"""What happens to agreements after they were signed, and to their negotiations (INV-N3)."""

from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from crm.agreements import queries, services
from crm.agreements.services import ObligationInput, PartyTerms, Signer
from crm.core.database import db, writing
from crm.insights.queries import population
from crm.negotiations import queries as negotiations
from crm.negotiations import services as cases
from crm.negotiations.rules import MoveWish
from tests.agreements.deals import drafted, on, refused, signed, stage_of, terms
from tests.cast import sign_in, user
from tests.negotiations.cases import days, opened, scene

pytestmark = pytest.mark.usefixtures("session")


def test_a_signed_agreement_keeps_class_parties_and_negotiations() -> None:
    at = scene()
    negotiation = opened(at)
    agreement = signed(at, negotiation_ids=[negotiation.id])
    same: dict[str, Any] = {"negotiation_ids": [negotiation.id]}
    refused("type", on(services.change, agreement), terms(at, type="mou", **same), by=user())
    refused("signers", on(services.change, agreement), terms(at, signers=[Signer("甲", at.tanabe)], **same), by=user())
    one_party: dict[str, Any] = {"parties": [PartyTerms(at.association, "甲")], "signers": [Signer("甲", at.tanabe)]}
    refused("parties", on(services.change, agreement), terms(at, **one_party, **same), by=user())
    refused("negotiation_ids", on(services.change, agreement), terms(at), by=user())
    refused("effective_on", on(services.change, agreement), terms(at, effective_on=days(-5), **same), by=user())


def test_a_negotiation_that_is_added_to_a_signed_agreement_becomes_signed() -> None:
    at = scene()
    agreement, negotiation = signed(at), opened(at)
    with writing():
        row = queries.one(agreement.id, user=user())
        services.change(row, terms(at, negotiation_ids=[negotiation.id]), by=user())
        db.session.commit()
    assert (stage_of(negotiation), row.status) == ("signed", "signed")


def test_a_signing_by_mistake_is_withdrawn_and_the_negotiation_goes_back() -> None:
    at = scene()
    negotiation = opened(at)
    agreement = signed(at, negotiation_ids=[negotiation.id])
    refused("reason", on(services.withdraw_signing, agreement), reason=" ", by=user())
    with writing():
        row = queries.one(agreement.id, user=user())
        services.withdraw_signing(row, reason="署名は覚書だった", by=user())
        db.session.commit()
    assert (stage_of(negotiation), row.status, row.signed_on) == ("lead", "in_approval", None)
    assert negotiations.reached([negotiation.id]) == {negotiation.id: 1}, "a mistake counts nowhere"
    refused(None, on(services.withdraw_signing, agreement), reason="もう一度", by=user())


def test_a_negotiation_with_another_signed_agreement_stays_signed() -> None:
    at = scene()
    negotiation = opened(at)
    first = signed(at, negotiation_ids=[negotiation.id])
    signed(at, negotiation_ids=[negotiation.id], title="追加契約")
    with writing():
        services.withdraw_signing(queries.one(first.id, user=user()), reason="誤り", by=user())
        db.session.commit()
    assert stage_of(negotiation) == "signed"


def test_what_is_carried_out_cannot_be_withdrawn() -> None:
    at = scene()
    negotiation = opened(at)
    agreement = signed(at, negotiation_ids=[negotiation.id])
    with writing():
        cases.move(negotiation, "executing", wish=MoveWish(answer="初回出荷"), by=user())
        db.session.commit()
    refused(None, on(services.withdraw_signing, agreement), reason="誤り", by=user())


def test_a_signing_is_withdrawn_after_the_negotiation_was_carried_out_by_mistake() -> None:
    at = scene()
    negotiation = opened(at)
    agreement = signed(at, negotiation_ids=[negotiation.id])
    with writing():
        cases.move(negotiation, "executing", wish=MoveWish(answer="初回出荷"), by=user())
        cases.move(negotiation, "signed", wish=MoveWish(reason="出荷はまだ"), by=user())
        on(services.withdraw_signing, agreement)(reason="誤り", by=user())
        db.session.commit()
    assert stage_of(negotiation) == "lead"
    assert negotiations.reached([negotiation.id]) == {negotiation.id: 1}
    [opening] = negotiations.effective_events([negotiation.id])[negotiation.id]
    assert opening.from_stage == "", "nothing is left that could bring it back to signed"


def test_the_states_after_signing_follow_their_path() -> None:
    agreement = signed(scene())
    with writing():
        services.move(agreement, status="in_force", by=user())
        services.move(agreement, status="terminated", by=user())
        db.session.commit()
    refused("state", on(services.move, agreement), status="draft", by=user())
    found = db.session.scalars(population.agreements()).all()
    assert found == [agreement], "ever signed counts"


def test_agreements_begin_and_end_by_their_dates(session: Any) -> None:
    at = scene()
    dates: dict[str, dict[str, Any]] = {
        "begun": {"effective_on": days(-1), "expires_on": days(0)},
        "not yet": {"effective_on": days(1)},
        "no dates": {},
        "ended": {"effective_on": days(-30), "expires_on": days(-1)},
        "renewed": {"effective_on": days(-30), "expires_on": days(-1), "auto_renewal": True},
    }
    made = {name: signed(at, days_ago=40, title=name, **given) for name, given in dates.items()}
    draft = drafted(at, effective_on=days(-30), expires_on=days(-1))
    assert made["ended"].status == "expired", "at once: what was signed long ago is not in force until the night"
    for changed in (2, 0):
        with writing():
            assert services.turn(today=days(0)) == changed
            db.session.commit()
    assert {name: row.status for name, row in made.items()} == {
        "begun": "in_force", "not yet": "signed", "no dates": "signed", "ended": "expired", "renewed": "in_force",
    }  # fmt: skip
    assert draft.status == "draft"
    refused("state", on(services.move, made["ended"]), status="in_force", by=user())
    with writing():
        row = queries.one(made["ended"].id, user=user())
        services.change(row, terms(at, effective_on=days(-30), expires_on=days(90)), by=user())
        services.move(row, status="in_force", by=user())
        db.session.commit()
    assert row.status == "in_force"
    with writing():
        assert services.turn(today=days(1)) == 2
        db.session.commit()
    assert (made["begun"].status, made["not yet"].status) == ("expired", "in_force")


def test_obligations_are_met_and_opened_again_and_overdue_ones_listed() -> None:
    at = scene()
    agreement = signed(
        at, obligations=[ObligationInput("年次報告", at.commerce_bureau, due_on=days(-3)), ObligationInput("返却")]
    )
    [(late, owner)] = queries.overdue_obligations(user=user(), today=days(0))
    assert (late.text, owner.id) == ("年次報告", agreement.id)
    with writing():
        on(services.meet_obligation, agreement)(late.id, by=user())
        db.session.commit()
    assert (late.done_on, queries.overdue_obligations(user=user(), today=days(0))) == (days(0), [])
    with writing():
        on(services.reopen_obligation, agreement)(late.id, by=user())
        db.session.commit()
    assert late.done_on is None
    refused(None, on(services.meet_obligation, agreement), 9999, by=user())


def test_a_signer_of_the_other_side_is_told_on_the_page_of_the_agreement(
    client: FlaskClient,
) -> None:
    at = scene()
    right, crossed = drafted(at), drafted(at, signers=[Signer("甲", at.tanabe), Signer("乙", at.tanabe)])
    [wrong] = [each.id for party in crossed.parties if party.side == "乙" for each in party.signatories]
    assert services.signing_without_post(right) == set()
    assert services.signing_without_post(crossed) == {wrong}, "he has a post at 甲 alone"
    sign_in(client)
    assert client.get(f"/agreements/{crossed.id}").get_data(as_text=True).count("No post here is known") == 1


def test_the_facts_of_a_signed_case_tell_what_the_agreement_says_beside_what_was_expected(client: FlaskClient) -> None:
    """3,600,000 stood on it as expected before, though the agreement said so, and its panel told no amount."""
    at = scene()
    case = opened(at, value=Decimal(3_000_000), currency="JPY").id
    signed(at, negotiation_ids=[case], value=Decimal(3_600_000), currency="JPY")
    drafted(at, negotiation_ids=[case], value=Decimal(4_500_000), currency="JPY")
    sign_in(client)
    panel = client.get(f"/agreements/panels/negotiation/{case}").get_data(as_text=True)
    assert "3,600,000" in panel
    facts = client.get(f"/negotiations/{case}").get_data(as_text=True)
    assert [told in facts for told in ("3,600,000", "as signed", "3,000,000", "expected before", "4,500,000")] == [
        True, True, True, True, False,
    ]  # fmt: skip
