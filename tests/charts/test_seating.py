"""The plan of a table: whole names, however long they are."""

import pytest

from crm.charts.seating import ON_SCREEN, SMALL, SMALL_LATIN, Room, Sitter, fitted, table_plan


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
    name: str, room: Room, lines: list[str]
) -> None:
    assert fitted(name, room)[0] == lines


@pytest.mark.parametrize(
    "name", ["WOLFESCHLEGELSTEINHAUSEN", "MARIA FERNANDA DE LA CRUZ Y SANCHEZ", "迪丽热巴·迪力木拉提" * 2]
)
def test_a_name_too_long_for_a_seat_is_set_smaller_and_never_cut(name: str) -> None:
    drawn = table_plan(
        [Sitter(0, 0, name, "en")], [], title="Seating", title_id="plan", labels=("a", "b", "c"), room=SMALL
    )
    lines, size = fitted(name, SMALL)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert len(lines) * size <= SMALL.height
    assert all(f">{line}</text>" in drawn for line in lines)
