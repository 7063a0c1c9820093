"""Who does what: the division of roles from the template to its letters, and INV-R1."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from crm.core.database import db, writing
from crm.core.errors import Refused
from crm.core.permissions import Role
from crm.initiatives import queries, rules, services
from crm.initiatives.models import Initiative
from crm.initiatives.rules import PartyInput, StepInput
from tests import cast
from tests.contacts import book


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        (["RA", "C", "I"], []),
        (["A", "R", "RC"], []),
        (["R", "C"], ["Nobody accountable"]),
        (["A", "I"], ["Nobody responsible"]),
        (["A", "RA"], ["More than one accountable"]),
        ([], ["Nobody accountable", "Nobody responsible"]),
    ],
)
def test_a_step_needs_exactly_one_who_answers_and_one_who_does_it(cells: list[str], missing: list[str]) -> None:
    assert rules.gaps(cells) == missing


@pytest.fixture
def initiative(session: Any) -> Initiative:
    with writing():
        made = services.plan(names={"ja": "見附ニットの延辺展開"}, by=cast.user())
        services.start_from_template(made, by=cast.user())
        db.session.commit()
    return made


def lines(initiative: Initiative) -> list[tuple[str, str, dict[int, str]]]:
    return [(line.step.code, line.step.text, dict(line.cells)) for line in queries.division(initiative.id).steps]


def test_the_template_lays_out_eighteen_steps_and_eight_parties_once(initiative: Initiative) -> None:
    division = queries.division(initiative.id)
    assert (len(division.steps), len(division.parties), division.gap_count) == (18, 8, 18)
    with writing(), pytest.raises(Refused):
        services.start_from_template(initiative, by=cast.user())


def test_letters_are_written_changed_and_taken_away(initiative: Initiative) -> None:
    division = queries.division(initiative.id)
    step, (maker, chamber, *_) = division.steps[0].step, division.parties
    for cells in ({maker.id: "R", chamber.id: "A"}, {maker.id: "", chamber.id: "RA"}):
        with writing():
            services.assign(
                initiative,
                cells={(step.id, p): c for p, c in cells.items()},
                payers={step.id: maker.id},
                by=cast.user(),
            )
            db.session.commit()
        assert queries.division(initiative.id).steps[0].cells == {p: c for p, c in cells.items() if c}
    first = queries.division(initiative.id).steps[0]
    assert (first.gaps, first.step.payer_id) == ([], maker.id)


def test_a_cell_of_another_initiative_is_refused(initiative: Initiative) -> None:
    with writing():
        other = services.plan(names={"ja": "別の事業"}, by=cast.user())
        services.start_from_template(other, by=cast.user())
        db.session.commit()
    foreign = queries.division(other.id)
    cell = {(foreign.steps[0].step.id, foreign.parties[0].id): "A"}
    with writing(), pytest.raises(Refused):
        services.assign(initiative, cells=cell, payers={}, by=cast.user())


def test_a_new_layout_keeps_the_letters_of_what_stays(initiative: Initiative) -> None:
    office = book.organisation()
    division = queries.division(initiative.id)
    (first, second, *_), (maker, chamber, *_) = [line.step for line in division.steps], division.parties
    with writing():
        services.assign(
            initiative,
            cells={(first.id, maker.id): "R", (first.id, chamber.id): "A", (second.id, maker.id): "RA"},
            payers={first.id: maker.id},
            by=cast.user(),
        )
        services.lay_out(
            initiative,
            parties=[PartyInput("host_government", office.id), PartyInput("chamber", None, chamber.id)],
            steps=[StepInput(text="通訳の手配"), StepInput(first.code, "", "覚書による", first.id)],
            by=cast.user(),
        )
        db.session.commit()
    assert lines(initiative) == [("", "通訳の手配", {}), (first.code, "", {chamber.id: "A"})]
    kept = queries.division(initiative.id)
    assert [p.organisation_id for p in kept.parties] == [office.id, None]
    assert (kept.steps[1].step.note, kept.steps[1].step.payer_id) == ("覚書による", None)


def test_an_organisation_that_is_not_there_is_refused(initiative: Initiative) -> None:
    with writing(), pytest.raises(Refused):
        services.lay_out(initiative, parties=[PartyInput("maker", 999)], steps=[], by=cast.user())


def test_the_matrix_is_filled_through_its_pages_and_a_second_editor_is_told(
    app: Flask, client: FlaskClient, initiative: Initiative
) -> None:
    cast.sign_in(client)
    address = f"/initiatives/{initiative.id}/roles"
    opened = client.get(f"{address}/letters").get_data(as_text=True)
    plumbing = {name: cast.hidden(opened, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    division = queries.division(initiative.id)
    cell = f"cell-{division.steps[0].step.id}-{division.parties[0].id}"
    wrong = client.post(f"{address}/letters", data=plumbing | {cell: "X"})
    assert wrong.status_code == 422
    sent = client.post(f"{address}/letters", data=plumbing | {cell: "RA"})
    assert (sent.status_code, sent.location) == (303, address)
    assert "A/R" in client.get(address).get_data(as_text=True)
    late = client.post(f"{address}/letters", data=plumbing | {cell: "C", "form_id": "another"})
    assert late.status_code == 409


def test_the_layout_is_changed_through_its_page(app: Flask, client: FlaskClient, initiative: Initiative) -> None:
    cast.sign_in(client)
    address = f"/initiatives/{initiative.id}/roles/layout"
    opened = client.get(address).get_data(as_text=True)
    plumbing = {name: cast.hidden(opened, name) for name in ("csrf_token", "form_id", "version", "as_opened")}
    rows = {"parties-0-kind": "maker", "steps-0-code": "samples", "steps-1-text": "現地の検品"}
    assert client.post(address, data=plumbing | rows).status_code == 303
    assert [line[:2] for line in lines(initiative)] == [("samples", ""), ("", "現地の検品")]
    assert "1 party" in client.get(f"/initiatives/{initiative.id}").get_data(as_text=True)


def test_management_reads_the_matrix_and_changes_nothing(client: FlaskClient, initiative: Initiative) -> None:
    cast.sign_in(client, Role.MANAGEMENT)
    assert client.get(f"/initiatives/{initiative.id}/roles").status_code == 200
    assert client.get(f"/initiatives/{initiative.id}/roles/letters").status_code == 403
