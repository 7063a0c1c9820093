"""The reading field hears what a Japanese input method is given, and never overwrites what somebody wrote."""

from collections.abc import Callable

from playwright.sync_api import CDPSession, Page, expect

from tests.journeys.hands import save


def compose(session: CDPSession, typed: list[str], chosen: str) -> None:
    """What an input method does: it shows each state of what is typed, then puts the chosen word in its place."""
    for text in [*typed, chosen]:
        end = len(text)
        session.send("Input.imeSetComposition", {"text": text, "selectionStart": end, "selectionEnd": end})
    session.send("Input.insertText", {"text": chosen})


def test_the_reading_fills_itself_from_what_was_composed(
    page: Page, enter: Callable[..., None], axe: Callable[[Page], None]
) -> None:
    enter(page)
    page.goto("/contacts/people/new")
    session = page.context.new_cdp_session(page)
    reading = page.locator("#reading")
    page.locator("#family").focus()
    compose(session, ["ｔ", "た", "たｎ", "たな", "たなｂ", "たなべ"], "田邉")
    expect(reading).to_have_value("たなべ")
    page.locator("#given").focus()
    compose(session, ["と", "とし"], "俊")
    compose(session, ["お"], "夫")
    expect(page.locator("#given")).to_have_value("俊夫")
    expect(reading).to_have_value("たなべ としお")
    axe(page)
    save(page)
    expect(page.locator("main")).to_contain_text("たなべ としお")


def test_a_name_typed_anew_is_read_anew_and_an_unfinished_n_counts(page: Page, enter: Callable[..., None]) -> None:
    enter(page)
    page.goto("/contacts/people/new")
    session = page.context.new_cdp_session(page)
    page.locator("#family").focus()
    compose(session, ["かく"], "角")
    page.locator("#family").fill("")
    compose(session, ["し", "しｎ"], "進")
    expect(page.locator("#reading")).to_have_value("しん")


def test_what_somebody_wrote_into_the_reading_stays(page: Page, enter: Callable[..., None]) -> None:
    enter(page)
    page.goto("/contacts/people/new")
    session = page.context.new_cdp_session(page)
    page.locator("#family").focus()
    compose(session, ["かく", "かくた"], "角田")
    page.locator("#reading").fill("つのだ")
    page.locator("#given").focus()
    compose(session, ["まさき"], "正樹")
    expect(page.locator("#given")).to_have_value("正樹")
    expect(page.locator("#reading")).to_have_value("つのだ")


def test_every_row_has_its_own_reading_and_other_languages_give_none(page: Page, enter: Callable[..., None]) -> None:
    enter(page)
    page.goto("/contacts/organisations/new")
    session = page.context.new_cdp_session(page)
    page.locator("#text").focus()
    compose(session, ["みつけ", "みつけしょうこうかい"], "見附商工会")
    expect(page.locator("#reading")).to_have_value("みつけしょうこうかい")
    page.get_by_role("button", name="Add a row").first.click()
    row = page.locator("#names-0-text")
    row.focus()
    compose(session, ["yan", "yan'bian"], "延边")
    expect(row).to_have_value("延边")
    expect(page.locator("#names-0-reading")).to_have_value("")
    compose(session, ["ミツ", "ミツケ"], "ミツケ")
    expect(page.locator("#names-0-reading")).to_have_value("みつけ")
    expect(page.locator("#reading")).to_have_value("みつけしょうこうかい")


def test_readings_are_suggested_in_place(page: Page, enter: Callable[..., None]) -> None:
    enter(page)
    page.goto("/contacts/people/new")
    page.locator("#language").select_option("zh-Hans")
    page.locator("#family").fill("李")
    page.locator("#given").fill("明淑")
    page.get_by_text("Languages, salutation, notes").click()
    page.locator("#notes").fill("not sent yet")
    page.get_by_role("button", name="Suggest readings").click()
    expect(page.locator("#reading")).to_have_value("Lǐ Míngshū")
    expect(page.locator("#names-1-full")).to_have_value("이명숙")
    expect(page.locator("#notes")).to_have_value("not sent yet")
