"""The elements of a drawing: escaping, roles, numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.charts import svg
from tests.charts.drawings import SVG, parsed, texts


def test_markup_in_a_label_stays_text() -> None:
    root = svg.drawing(width=10, height=10, title="<b>", title_id="t", font_family='"A"', linked=False)
    svg.text(root, "<script>&", x=0, y=0)
    drawn = str(svg.markup(root))
    assert "<script>" not in drawn
    assert texts(parsed(drawn)) == ["<script>&"]


@given(st.text())
def test_any_text_at_all_gives_a_drawing_that_parses(content: str) -> None:
    root = svg.drawing(width=10, height=10, title=content, title_id="t", font_family=content, linked=True)
    svg.text(root, content, x=0, y=0, href="/leads/?q=1")
    assert len(texts(parsed(str(svg.markup(root))))) == 1


def test_characters_that_xml_cannot_carry_are_left_out() -> None:
    assert svg.clean("延\x00吉\ud800\ufffe") == "延吉"
    assert svg.clean("𠮷 \t한국") == "𠮷 \t한국"


def test_a_reader_hears_the_title() -> None:
    root = svg.drawing(width=10, height=10, title="漏斗", title_id="funnel-1", font_family="serif", linked=False)
    title = root.find("title")
    assert title is not None
    assert (title.text, title.get("id"), root.get("aria-labelledby")) == ("漏斗", "funnel-1", "funnel-1")


@pytest.mark.parametrize(("linked", "role"), [(False, "img"), (True, "group")])
def test_a_drawing_with_links_is_no_image_because_an_image_hides_what_it_contains(linked: bool, role: str) -> None:
    root = svg.drawing(width=1, height=1, title="", title_id="t", font_family="serif", linked=linked)
    assert root.get("role") == role


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "JavaScript:x"])
def test_a_link_that_runs_something_is_refused(href: str) -> None:
    root = svg.drawing(width=1, height=1, title="", title_id="t", font_family="serif", linked=True)
    with pytest.raises(ValueError, match="links to records"):
        svg.text(root, "1", x=0, y=0, href=href)


@pytest.mark.parametrize("href", ["/leads/?stage=3&q=延吉", "?stage=3", "https://musubi.example/leads/"])
def test_a_figure_is_a_link_to_its_records(href: str) -> None:
    root = svg.drawing(width=1, height=1, title="", title_id="t", font_family="serif", linked=True)
    svg.text(root, "1", x=0, y=0, href=href)
    link = parsed(str(svg.markup(root))).find(f"{SVG}a")
    assert link is not None
    assert link.get("href") == href


@pytest.mark.parametrize(
    ("value", "written"),
    [(3.0, "3"), (3.14159, "3.1"), (-0.01, "0"), (0.04, "0"), (-1.25, "-1.2"), (10, "10")],
)
def test_positions_have_at_most_one_decimal(value: float, written: str) -> None:
    assert svg.number(value) == written
