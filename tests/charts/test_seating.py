"""The plan of a table: whole names, however long they are."""

import re

import pytest

from crm.charts.labels import text_width
from crm.charts.seating import ON_SCREEN, SMALL, SMALL_LATIN, SMALL_READ, SeatedName, SeatRoom, fitted, table_plan


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("KOBAYASHI TSUYOSHI", SMALL_LATIN, ["KOBAYASHI", "TSUYOSHI"]),
        ("CUI HAIYUE", SMALL, ["CUI", "HAIYUE"]),
        ("QUAN YINGAI", ON_SCREEN, ["QUAN", "YINGAI"]),
        ("田邉 俊夫", SMALL, ["田邉", "俊夫"]),
        ("고바야시 쓰요시", SMALL, ["고바야시", "쓰요시"]),
    ],
)
def test_a_name_is_broken_between_its_words_and_the_family_stands_first(
    name: str, room: SeatRoom, lines: list[str]
) -> None:
    assert fitted(name, room)[0] == lines


@pytest.mark.parametrize(
    "name", ["WOLFESCHLEGELSTEINHAUSEN", "MARIA FERNANDA DE LA CRUZ Y SANCHEZ", "迪丽热巴·迪力木拉提" * 2]
)
def test_a_name_too_long_for_a_seat_is_set_smaller_and_never_cut(name: str) -> None:
    drawn = table_plan(
        [SeatedName(0, 0, name, "en")], [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=SMALL
    )
    lines, size = fitted(name, SMALL)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert len(lines) * size <= SMALL.height
    assert all(f">{line}</text>" in drawn for line in lines)


def test_capitals_are_wide_and_stay_inside_their_seat() -> None:
    lines, size = fitted("HASEGAWA SUSUMU", SMALL_LATIN)
    assert (lines, size) == (["HASEGAWA", "SUSUMU"], 11.0), "they touched the next seat in 12"
    assert text_width("HASEGAWA", size) <= SMALL_LATIN.seat


def test_a_reading_stands_under_the_name_in_the_same_seat() -> None:
    sitter = SeatedName(0, 0, "長谷川 進", "ja", ("HASEGAWA SUSUMU", "en"))
    drawn = table_plan([sitter], [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=SMALL_READ)
    assert drawn.index(">長谷川 進</text>") < drawn.index(">HASEGAWA</text>") < drawn.index(">SUSUMU</text>")
    assert '<g lang="en" class="reading">' in drawn


def test_all_names_of_a_plan_stand_in_one_size() -> None:
    sitters = [SeatedName(at, 0, name, "en") for at, name in enumerate(("OHASHI Isamu", "TAKAHASHI Naoki"))]
    drawn = table_plan(sitters, [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=SMALL_LATIN)
    assert len(set(re.findall(r'font-size="([\d.]+)">(?:OHASHI|TAKAHASHI)<', drawn))) == 1
