"""The plan of a table: whole names, however long they are."""

import re
from dataclasses import replace

import pytest

from crm.charts.labels import text_width
from crm.charts.seating import ON_PAPER, ON_SCREEN, SeatedName, SeatRoom, fitted, table_plan

#: A seat as high as two lines of a name need on paper.
SEAT = replace(ON_PAPER, height=21.3, name=0.0)


@pytest.mark.parametrize(
    ("name", "room", "lines"),
    [
        ("KOBAYASHI TSUYOSHI", SEAT, ["KOBAYASHI", "TSUYOSHI"]),
        ("CUI HAIYUE", SEAT, ["CUI", "HAIYUE"]),
        ("QUAN YINGAI", ON_SCREEN, ["QUAN", "YINGAI"]),
        ("田邉 俊夫", SEAT, ["田邉 俊夫"]),
        ("고바야시 쓰요시", SEAT, ["고바야시", "쓰요시"]),
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
        [SeatedName(0, 0, name, "en")], [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=SEAT
    )
    lines, size = fitted(name, SEAT)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert len(lines) * size <= SEAT.height
    assert all(f">{line}</text>" in drawn for line in lines)


def test_capitals_are_wide_and_stay_inside_their_seat() -> None:
    lines, size = fitted("HASEGAWA SUSUMU", SEAT)
    assert (lines, size) == (["HASEGAWA", "SUSUMU"], 7.0), "they touched the next seat in 8"
    assert text_width("HASEGAWA", size) <= SEAT.seat


def test_a_reading_stands_under_the_name_in_the_same_seat() -> None:
    sitter = SeatedName(0, 0, "長谷川 進", "ja", ("HASEGAWA SUSUMU", "en"))
    drawn = table_plan([sitter], [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=ON_PAPER)
    assert drawn.index(">長谷川 進</text>") < drawn.index(">HASEGAWA</text>") < drawn.index(">SUSUMU</text>")
    assert '<g lang="en" class="reading">' in drawn


def test_all_names_of_a_plan_stand_in_one_size() -> None:
    sitters = [SeatedName(at, 0, name, "en") for at, name in enumerate(("OHASHI Isamu", "TAKAHASHI Naoki"))]
    drawn = table_plan(sitters, [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=ON_PAPER)
    assert len(set(re.findall(r'font-size="([\d.]+)">(?:OHASHI|TAKAHASHI)<', drawn))) == 1


@pytest.mark.parametrize("reading", ["", "HASEGAWA Susumu"])
def test_on_paper_seven_names_in_a_row_stand_in_eight_points_beside_the_list(reading: str) -> None:
    """They stood in 5 points, and their readings in 4."""
    places = (0, 1, -1, 2, -2, 3, -3)
    guests = [SeatedName(at, row, "長谷川 進", "ja", (reading, "en")) for row in (0, 1) for at in places]
    hosts = [SeatedName(0, 0, "남궁해악", "ko")]
    drawn = table_plan(guests, hosts, title="Seating", title_id="plan", labels=("a", "b", "c"), room=ON_PAPER)
    wide, high = (float(found) for found in re.findall(r'(?:width|height)="([\d.]+)pt"', drawn))
    assert wide <= 105 / 25.4 * 72
    assert high <= 50 / 25.4 * 72
    assert min(map(float, re.findall(r'font-size="([\d.]+)">(?:長谷川|進|남궁)', drawn))) >= 8
    assert min(map(float, re.findall(r'font-size="([\d.]+)">(?:HASEGAWA|Susumu)<', drawn) or ["6"])) >= 6
