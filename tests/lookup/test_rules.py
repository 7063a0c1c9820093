"""Grams: every part of a name leads to it, and nothing else does."""

from hypothesis import example, given
from hypothesis import strategies as st

from crm.core.names import search_key
from crm.lookup import rules

NAMES = st.lists(
    st.text(alphabet="延辺边邊大洋李ﾄﾖﾀトヨタかがabLǐ연변 -()|12株式会社𠮷🙂ー・゙", min_size=1, max_size=12),
    min_size=1,
    max_size=4,
)


def holds(text: str, phrase: rules.Phrase) -> bool:
    """What FTS5 answers: the grams one after the other, the last perhaps only begun."""
    stored = rules.grams(text)
    wanted = phrase.grams
    for place in range(len(stored) - len(wanted) + 1):
        window = stored[place : place + len(wanted)]
        ends = window[-1].startswith(wanted[-1]) if phrase.open_end else window[-1] == wanted[-1]
        if window[:-1] == list(wanted[:-1]) and ends:
            return True
    return False


def starts_of(text: str) -> set[str]:
    """What GIN holds: every gram and every shorter start of one, but no mark alone."""
    return {gram[:size] for gram in rules.grams(text) for size in range(1, len(gram) + 1)} - {"|", "/"}


@given(NAMES, st.integers(1, 5), st.integers(0, 60))
@example(["大洋b"], 2, 1)
def test_a_name_is_found_by_each_of_its_parts(names: list[str], size: int, start: int) -> None:
    keys = rules.keys_of(names)
    text = rules.marked(keys)
    for key in keys:
        place = start % len(key)
        assert holds(text, rules.phrase(key[place : place + size]))
        assert holds(text, rules.phrase(f"|{key}|"))
        assert holds(text, rules.phrase(f"|{key[:size]}"))


@given(NAMES, st.text(alphabet="延大洋李abli1か", min_size=1, max_size=4))
def test_nothing_is_found_that_no_name_holds(names: list[str], typed: str) -> None:
    keys, wanted = rules.keys_of(names), search_key(typed)
    phrase = rules.phrase(wanted)
    inside = any(wanted in key for key in keys)
    assert holds(rules.marked(keys), phrase) == inside
    # The other database asks for the grams in any order, and then whether the key is there.
    starts = starts_of(rules.marked(keys))
    assert (set(phrase.grams) <= starts and wanted in rules.marked(keys)) == inside
    if len(phrase.grams) == 1:
        assert (phrase.grams[0] in starts) == inside


def test_pairs_of_han_and_threes_of_latin_with_marks_at_both_ends() -> None:
    assert rules.grams("|延边|dayang|") == ["|延边", "延边", "边|", "|da", "day", "aya", "yan", "ang", "ng|", "g|"]
    assert rules.phrase("延边大") == rules.Phrase("延边大", ("延边", "边大"), open_end=False)
    assert rules.phrase("延") == rules.Phrase("延", ("延",), open_end=True)
    assert rules.phrase("延ab") == rules.Phrase("延ab", ("延a", "ab"), open_end=True)
    assert rules.grams("") == []


def test_numbers_are_one_word_in_any_notation() -> None:
    assert rules.words("＋81 (0)25-555-0100") == [("81255550100",)]
    assert rules.words("025‐555ー0100") == [("0255550100", "255550100")]
    assert rules.words("0000") == [("0000",)]
    assert rules.words("12-3") == [("123",)]
    assert rules.words("李 0433-255") == [("李",), ("0433255", "433255")]


def test_words_are_few_and_hold_no_legal_forms() -> None:
    assert rules.words("延邊 大洋集團有限公司") == [("延边",), ("大洋",)]
    assert rules.words("Dayang Co., Ltd.") == [("dayang",)]
    assert len(rules.words(" ".join(chr(0x4E00 + place) for place in range(50)))) == rules.MOST_WORDS
    assert rules.words("… — ・") == []


def test_no_two_kinds_share_their_numbers() -> None:
    kinds = ["people", "organisations", "places", "initiatives", "activities", "meetings", "leads"]
    kinds += ["negotiations", "agreements", "tasks"]
    assert len({rules.first_entry(kind) for kind in kinds}) == len(kinds)
    assert rules.entry_id("people", 7) - rules.entry_id("people", 1) == 6
    assert max(map(rules.first_entry, kinds)) + (1 << 40) < 2**63


def test_the_names_of_an_employer_are_found_inside_but_are_no_start_of_a_name() -> None:
    text = rules.marked(["李明"]) + rules.marked(["大洋"], rules.OTHER_MARK)
    assert rules.grams(text) == ["|李明", "李明", "明|", "/大洋", "大洋", "洋/"]
    assert holds(text, rules.phrase("大洋"))
    assert not holds(text, rules.phrase("|大洋"))
    assert not holds(text, rules.phrase("明大"))
