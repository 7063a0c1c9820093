"""Every character of the four languages reaches the paper, in its own region's shape."""

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from crm.pdf import fonts
from crm.pdf.render import render
from tests.pdf import paper
from tests.pdf.paper import STYLE, page

SAMPLE = "面積 20m² 50µm 株式会社 한국 延吉 Łódź 𠮷 直骨角今"


def printed(body: str, *css: str) -> bytes:
    return render(page(body), assets={}, css=[STYLE, *css])


@pytest.fixture(scope="module")
def sample() -> bytes:
    return printed(f"<p>{SAMPLE}</p><p><b>{SAMPLE}</b></p>")


def test_text_comes_out_as_it_went_in(sample: bytes) -> None:
    assert paper.text(sample).splitlines() == [SAMPLE, SAMPLE]


def test_no_character_of_the_sample_is_an_empty_box(sample: bytes) -> None:
    assert len(paper.glyphs(sample)) == 2 * len(SAMPLE)
    assert paper.empty_boxes(sample) == 0


def test_every_sign_of_a_template_and_of_the_catalogues_has_a_glyph() -> None:
    root = Path(__file__).parents[2]
    files = [*root.glob("templates/**/*.html"), *root.glob("static/css/*.css"), *root.glob("translations/**/*.po")]
    signs = {sign for file in files for sign in file.read_text(encoding="utf-8") if sign > "~" and sign.isprintable()}
    assert len(signs) > 1000
    assert lacking(sorted(signs)) == [], "no font of the papers has these: draw them by CSS"


def lacking(signs: list[str]) -> list[str]:
    """Those of the signs that come out as empty boxes, by halves: one paper for each would take half an hour."""
    if not paper.empty_boxes(printed(f"<p>{' '.join(signs)}</p>")):
        return []
    middle = len(signs) // 2
    return lacking(signs[:middle]) + lacking(signs[middle:]) if middle else signs


def test_the_check_for_empty_boxes_sees_one() -> None:
    assert paper.empty_boxes(printed("<p>延吉 \u2d30 (Tifinagh)</p>")) == 1


def test_the_paper_is_tagged_and_tells_its_title_and_language(sample: bytes) -> None:
    root: Any = PdfReader(io.BytesIO(sample)).trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  # a boolean of the PDF, not Python's
    assert root["/StructTreeRoot"]["/K"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712  # the same
    assert root["/Lang"] == "ja"
    assert PdfReader(io.BytesIO(sample)).metadata.title  # type: ignore[union-attr]  # it has one


def test_a_head_of_a_row_is_read_out_before_its_cells_and_a_picture_by_its_words() -> None:
    rows = "<tr><th>名称</th><td>海岳商貿</td></tr><tr><th>所在地</th><td>延吉市</td></tr>"
    told = printed(f'<table>{rows}</table><svg width="9" height="9"><title>座次</title></svg>')
    assert (paper.headless(told), paper.untold(told)) == (0, [])
    [drawn, table] = paper.untold(printed('<table><tr><td>延吉市</td></tr></table><svg width="9" height="9"></svg>'))
    assert ("no header cell" in table, "neither /Alt" in drawn) == (True, True)


def test_only_subsets_of_our_own_fonts_are_embedded(sample: bytes) -> None:
    carried = paper.fonts(sample).values()
    assert {font.name for font in carried} == {
        "Noto-Sans-CJK-JP", "Noto-Sans-CJK-JP-Bold", "Noto-Sans", "Noto-Sans-Bold",
    }  # fmt: skip
    assert all(font.subset and font.embedded for font in carried)


def test_an_accented_letter_is_one_glyph_and_not_a_letter_with_an_accent_beside_it() -> None:
    assert len(paper.glyphs(printed("<p>Łódź</p>"))) == len("Łódź")


@pytest.mark.parametrize("text", ["ไทย", "Đà Nẵng", "İstanbul", "Жуковский", "🙂", "☑ ✓ ★ ㈱ ⑳ ㎡", "Bān Zhāng ǚ"])
def test_what_the_cjk_fonts_lack_comes_from_another(text: str) -> None:
    pdf = printed(f"<p>{text}</p>")
    assert paper.empty_boxes(pdf) == 0
    assert paper.text(pdf).strip() == text


def shapes(lang: str, weight: str, *css: str) -> list[int]:
    body = f'<p lang="{lang}" style="font-weight: {weight}">直骨角今返</p>'
    return [glyph for _, glyph in paper.glyphs(printed(body, *css))]


OWN_FAMILIES = ':lang(zh) { font-family: "Noto Sans CJK SC" } :lang(ko) { font-family: "Noto Sans CJK KR" }'


@pytest.mark.parametrize("weight", ["400", "700"])
@pytest.mark.parametrize("css", ["", OWN_FAMILIES], ids=["one family", "a family a language"])
def test_lang_picks_the_regional_shape(weight: str, css: str) -> None:
    ja, zh, ko = (shapes(lang, weight, css) for lang in ("ja", "zh-Hans", "ko"))
    assert all(japanese != chinese for japanese, chinese in zip(ja, zh, strict=True))
    # The Korean standard shares 直骨角今 with Japan; 返 has a shape in each.
    assert ko[:4] == ja[:4]
    assert len({ja[4], zh[4], ko[4]}) == 3


def test_a_bold_name_is_bold_in_every_regional_family() -> None:
    pdf = printed('<p><b lang="zh-Hans">金成浩</b><b lang="ko">남지현</b><b>小林</b></p>', OWN_FAMILIES)
    assert {font.name for font in paper.fonts(pdf).values()} == {"Noto-Sans-CJK-JP-Bold"}


def test_a_name_in_another_script_keeps_its_own_shapes_inside_a_korean_one() -> None:
    pdf = printed('<p lang="ko">返 <span lang="ja">返</span></p><p lang="ja">返</p>')
    outer, _, inner, plain = (glyph for _, glyph in paper.glyphs(pdf))
    assert inner == plain != outer


def test_an_unknown_family_still_prints_in_our_font() -> None:
    pdf = printed("<p>延吉</p>", "p { font-family: 'Yu Gothic', sans-serif }")
    assert {font.name for font in paper.fonts(pdf).values()} == {"Noto-Sans-CJK-JP"}


def test_title_author_and_language_are_in_the_metadata(sample: bytes) -> None:
    document = PdfReader(io.BytesIO(sample))
    assert document.metadata is not None
    assert (document.metadata.title, document.metadata.author) == ("しおり", "小林 里美")
    assert str(document.root_object["/Lang"]) == "ja"


def test_an_asset_of_the_caller_is_drawn() -> None:
    square = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
        b'<rect width="9" height="9" fill="#17597f"/></svg>'
    )
    plain = render(page("<p>延吉</p>"), assets={}, css=[])
    seal = render(page('<p>延吉</p><img src="app:seal.svg" alt="">'), assets={"seal.svg": square}, css=[])
    styled = render(
        page('<p>延吉</p><link rel="stylesheet" href="app:a.css">'),
        assets={"a.css": b"p { color: #17597f }", "seal.svg": square},
        css=[],
    )
    ink = b"0.090196 0.349020 0.498039"
    assert [ink[:5] in _first_page(pdf) for pdf in (plain, seal, styled)] == [False, True, True]


def _first_page(pdf: bytes) -> bytes:
    document = PdfReader(io.BytesIO(pdf))
    contents = document.pages[0].get_contents()
    assert contents is not None
    forms = document.pages[0]["/Resources"].get_object().get("/XObject", {})  # type: ignore[union-attr]  # always there
    return contents.get_data() + b"".join(form.get_object().get_data() for form in forms.values())


def test_the_configuration_names_no_folder_of_the_system(tmp_path: Path) -> None:
    text = fonts.configuration(tmp_path)
    assert text.count("<dir>") == len(fonts.PACKAGES)
    assert "/usr/share" not in text


def test_a_missing_library_or_package_is_a_reason_and_not_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "LIBRARIES", ("libpango-9.so",))
    assert str(fonts.unavailable()) == "PDF is off: the system library libpango-9.so is not installed."
    monkeypatch.setattr(fonts, "PACKAGES", ("noto_missing",))
    assert str(fonts.unavailable()) == "PDF is off: the font package noto_missing is not installed."


def test_the_fonts_are_written_anew_where_their_folder_was_tidied_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "")
    monkeypatch.setattr(fonts, "_installed", [])
    file = fonts.install(tmp_path / "fonts")
    shutil.rmtree(file.parent)
    assert fonts.installed().read_text(encoding="utf-8") == fonts.configuration(file.parent / "cache")
