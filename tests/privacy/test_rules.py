"""How somebody stands to a scope, from what was recorded; what a basis carries."""

from datetime import date

import pytest

from crm.privacy import rules
from crm.privacy.rules import Said

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def said(
    id: int, on: date, answer: str, *, scope: str = "makers", basis: str = "consent", at: int | None = None
) -> Said:
    return Said(id, on, basis, at, {scope: answer})


def test_whom_nobody_asked_has_said_neither_yes_nor_no() -> None:
    found = rules.standing("makers", [said(1, MAY, "given", scope="keep")])
    assert (found.code, found.blocks) == ("not_asked", False)


@pytest.mark.parametrize(
    ("records", "stands"),
    [
        ([said(1, MAY, "given"), said(2, JUNE, "withdrawn")], "withdrawn"),
        ([said(2, JUNE, "withdrawn"), said(3, MAY, "given")], "withdrawn"),  # entered later, said before
        ([said(1, MAY, "given"), said(2, MAY, "refused")], "refused"),  # of one day the later number
        ([said(1, MAY, "refused"), said(2, JUNE, "given")], "given"),
    ],
)
def test_the_latest_answer_holds_by_its_day(records: list[Said], stands: str) -> None:
    assert rules.standing("makers", records).code == stands


def test_a_part_in_a_mission_gives_sharing_for_that_mission_alone() -> None:
    records = [said(1, MAY, "given", basis="participation", at=7)]
    assert rules.standing("makers", records, activity_id=7).code == "given"
    assert rules.standing("makers", records, activity_id=8).code == "mission"
    assert rules.standing("makers", records).code == "mission"
    kept = [said(1, MAY, "given", scope="keep", basis="participation", at=7)]
    assert rules.standing("keep", kept).code == "given"


def test_consent_of_before_is_not_covered_by_a_part_in_another_mission() -> None:
    records = [said(1, MAY, "given"), said(2, JUNE, "given", basis="participation", at=7)]
    assert (rules.standing("makers", records).code, rules.standing("makers", records).record_id) == ("given", 1)


@pytest.mark.parametrize("answer", ["given", "refused", "withdrawn"])
@pytest.mark.parametrize("scope", ["keep", "makers", "partners"])
@pytest.mark.parametrize("days", [(MAY, JUNE), (JUNE, MAY), (MAY, MAY)])
@pytest.mark.parametrize("ids", [(1, 2), (2, 1)])
def test_what_somebody_said_outranks_their_part_in_a_mission_whatever_the_dates(
    answer: str, scope: str, days: tuple[date, date], ids: tuple[int, int]
) -> None:
    """A refusal that came in before the office pressed its own button was outvoted by that."""
    own = said(ids[0], days[0], answer, scope=scope)
    records = [own, said(ids[1], days[1], "given", scope=scope, basis="participation", at=7)]
    for at in (7, 8, None):
        stands = rules.standing(scope, records, activity_id=at)
        assert (stands.code, stands.record_id) == (answer, own.id)


def test_a_no_is_a_no_also_where_it_is_noted_with_a_part_in_a_mission() -> None:
    records = [
        said(1, MAY, "given", basis="participation", at=7), said(2, MAY, "refused", basis="participation", at=7),
        said(3, JUNE, "given", basis="participation", at=8),
    ]  # fmt: skip
    for at in (7, 8, None):
        assert rules.standing("makers", records, activity_id=at).code == "refused"


def test_a_no_after_the_mission_was_recorded_keeps_its_papers_back_too() -> None:
    records = [said(1, MAY, "given", basis="participation", at=7), said(2, JUNE, "withdrawn")]
    assert rules.standing("makers", records, activity_id=7).blocks


@pytest.mark.parametrize(
    ("basis", "answers", "fields"),
    [
        ("consent", {}, ["keep"]),
        ("", {"keep": "given"}, ["basis"]),
        ("card_exchange", {"keep": "given"}, []),
        ("card_exchange", {"keep": "given", "partners": "given", "newsletter": "given"}, ["partners", "newsletter"]),
        ("public_source", {"makers": "given"}, ["makers"]),
        ("legal_duty", {"newsletter": "given", "makers": "given"}, ["newsletter"]),
        ("", {"partners": "refused"}, []),
        ("consent", {"photo": "given", "makers": "given", "partners": "given"}, []),
    ],
)
def test_what_a_basis_does_not_carry_is_refused_beside_its_field(
    basis: str, answers: dict[str, str], fields: list[str]
) -> None:
    assert list(rules.problems(basis, answers, do_not_contact=False)) == fields


def test_do_not_contact_stops_newsletters_and_nobody_is_asked_twice() -> None:
    assert list(rules.problems("consent", {"newsletter": "given"}, do_not_contact=True)) == ["newsletter"]
    given = rules.standing("newsletter", [said(1, MAY, "given", scope="newsletter")])
    assert rules.marked("newsletter", given, do_not_contact=True, stopped=False).code == "refused"
    assert rules.marked("makers", given, do_not_contact=True, stopped=False).code == "given"
    for scope in rules.SCOPES:
        stands = rules.marked(scope, given, do_not_contact=False, stopped=True)
        assert (stands.code, stands.mark) == (("given", "") if scope == "keep" else ("refused", rules.STOPPED)), scope
    withdrawn = rules.standing("newsletter", [said(1, MAY, "withdrawn", scope="newsletter")])
    assert rules.marked("newsletter", withdrawn, do_not_contact=True, stopped=False) is withdrawn
