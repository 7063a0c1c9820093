"""How a report goes from its draft to its approval, through the pages, with two people's hands."""

from playwright.sync_api import Page, expect

from tests.journeys.hands import fill, save

PRINT_PATIENCE_MS = 120_000


def approved_report(page: Page, chair: Page, mission: str, *, chair_name: str, language: str = "ja") -> str:
    """Begin the report of a mission, write, name who approves, submit, have it returned once, submit, approve.

    `page` is whoever writes, `chair` whoever approves. Gives the address of the report.
    """
    number = mission.rsplit("/", 1)[1]
    page.goto(f"/documents/missions/{number}/reports/new")
    fill(page, language=language, reporter="事務局 国際担当")
    save(page)
    report = page.url
    _write(page, report, "impressions", "先方の関心は高く、継続して訪ねたい。")
    _write(page, report, "follow_up", "翌年度も同じ時期に派遣する。")
    page.goto(f"{report}/approvers")
    last = page.locator("main [name^='name_']").count() - 1  # the head of the office decides last
    fill(page, **{f"user_{last}": chair_name})
    save(page)
    _submit(page, report, "ご確認ください。")
    _decide(chair, report, "return", "収支の説明を加えること。")
    page.goto(report)
    expect(page.get_by_role("main")).to_contain_text("収支の説明を加えること。")
    _write(page, report, "costs", "予算の範囲で実施した。")
    _submit(page, report, "収支を加えました。")
    _decide(chair, report, "approve", "")
    page.goto(report)
    return report


def _write(page: Page, report: str, part: str, text: str) -> None:
    page.goto(f"{report}/parts/{part}")
    fill(page, text=text)
    page.locator("main [data-save]").first.click()  # the part is put in place of its form
    expect(page.locator(f"#{part} .pre").first).to_have_text(text)


def _submit(page: Page, report: str, comment: str) -> None:
    page.goto(f"{report}/submit")
    fill(page, comment=comment)
    save(page)


def _decide(chair: Page, report: str, decision: str, comment: str) -> None:
    chair.goto(f"{report}/decide")
    if comment:
        fill(chair, comment=comment)
    chair.locator(f"main button[name=decision][value={decision}]").click()
    chair.wait_for_url(report)
