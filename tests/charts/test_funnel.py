"""The drawn funnel."""

from xml.etree.ElementTree import Element

import pytest
from markupsafe import Markup

from crm.charts.columns import FigureCell
from crm.charts.funnel import FunnelRow, funnel
from crm.charts.labels import text_width
from tests.charts.drawings import SVG, parsed, position, texts, with_class

STAGES = {
    "en": [
        "Lead",
        "Qualified",
        "Talk held",
        "Sample / quotation",
        "Terms negotiation",
        "Approval & drafting",
    ],
    "ja": ["引合", "有望", "初回商談済", "サンプル・見積", "条件交渉", "社内決裁・契約書案"],
    "zh": ["意向客户", "有效意向", "已洽谈", "样品、报价", "条款磋商", "内部审批、拟定合同"],
    "ko": ["잠재고객(리드)", "유망", "상담 완료", "샘플·견적", "조건 협상", "내부 결재·계약서 초안"],
}


def a_row(label: str = "引合", *, few: bool = False, share: float | None = 0.5, href: str | None = None) -> FunnelRow:
    known = share is not None
    return FunnelRow(label, share, 0.4 if known else None, 0.6 if known else None, [FigureCell("12", href)], few)


def drawn(*rows: FunnelRow, width: float = 736) -> Element:
    return parsed(funnel(rows, title="Funnel", title_id="f", headings=["Leads"], width=width))


def test_the_drawing_goes_into_a_page_as_it_is() -> None:
    assert isinstance(funnel([a_row()], title="", title_id="f", headings=["n"]), Markup)


def test_a_bar_is_as_long_as_its_share() -> None:
    bars = with_class(drawn(a_row(share=1.0), a_row(share=0.5), a_row(share=0.0)), "bar")
    whole, half, nothing = [position(bar, "width") for bar in bars]
    assert half == pytest.approx(whole / 2, abs=0.1)
    assert nothing == 0


def test_the_whisker_runs_from_the_lower_to_the_upper_bound() -> None:
    root = drawn(a_row(share=0.5))
    grid = [position(line, "x1") for line in with_class(root, "grid")]
    left, right = grid[0], grid[-1]
    whisker = with_class(root, "ci")[0]
    assert position(whisker, "x1") == pytest.approx(left + 0.4 * (right - left), abs=0.1)
    assert position(whisker, "x2") == pytest.approx(left + 0.6 * (right - left), abs=0.1)


def test_without_a_cohort_there_is_neither_bar_nor_whisker_but_the_figure() -> None:
    root = drawn(a_row(share=None))
    assert not with_class(root, "bar")
    assert not with_class(root, "ci")
    assert "12" in texts(root)


def test_a_small_sample_is_drawn_hollow() -> None:
    root = drawn(a_row(few=True))
    assert len(with_class(root, "few")) == 1
    assert with_class(root, "bar")[0].get("fill") == "#ffffff"


def test_every_figure_with_records_is_a_link_and_the_drawing_then_a_group() -> None:
    root = drawn(a_row(href="/leads/?stage=1"), a_row(href="/leads/?stage=2"))
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == ["/leads/?stage=1", "/leads/?stage=2"]
    assert root.get("role") == "group"


def test_a_drawing_without_links_is_an_image() -> None:
    assert drawn(a_row()).get("role") == "img"


@pytest.mark.parametrize("language", STAGES)
def test_the_labels_of_every_language_end_before_the_bars_begin(language: str) -> None:
    root = drawn(*(a_row(label) for label in STAGES[language]))
    begin = position(with_class(root, "bar")[0], "x")
    labels = [text for text in root.iter(f"{SVG}text") if position(text, "x") == 0]
    assert len(labels) >= len(STAGES[language])
    assert all(text_width(label.text or "", 13) < begin for label in labels)


def test_a_label_too_long_for_its_column_takes_a_second_line_and_a_higher_row() -> None:
    short, long = drawn(a_row("引合")), drawn(a_row("社内決裁と契約書案の双方の承認を待っている段階"))
    assert len(texts(long)) == len(texts(short)) + 1
    assert position(with_class(long, "grid")[0], "y2") > position(with_class(short, "grid")[0], "y2")


def test_the_drawing_widens_where_the_bars_would_have_no_room() -> None:
    root = drawn(a_row("社内決裁・契約書案"), width=200)
    grid = [position(line, "x1") for line in with_class(root, "grid")]
    assert grid[-1] - grid[0] >= 140
    assert float(root.get("viewBox", "").split()[2]) > 200


def test_a_row_without_its_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="one cell for each heading"):
        funnel([a_row()], title="", title_id="f", headings=["Leads", "Share"])


def test_a_funnel_without_rows_is_an_empty_axis() -> None:
    assert texts(drawn()) == ["Leads", "0%", "25%", "50%", "75%", "100%"]


def test_paper_gets_its_colours_and_its_font_without_a_style_sheet() -> None:
    root = parsed(funnel([a_row()], title="", title_id="f", headings=["n"], font_family="Noto Sans CJK JP"))
    assert root.get("font-family") == "Noto Sans CJK JP"
    assert root.get("fill") == "#1c1e20"
    assert all(line.get("stroke") for line in root.iter(f"{SVG}line"))
    assert not any("style" in element.attrib for element in root.iter())
