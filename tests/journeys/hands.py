"""How a person's hands fill in a form: by field name, whatever kind of control stands there.

Also on the telephone it is pressed with a click: a `tap` is a touch and its end, sent apart, and on a busy machine they
come so late after one another that the browser takes them for a long press, which presses nothing.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page
from playwright.sync_api import TimeoutError as NoAnswer

#: What stands where each field is: whether a name is typed there to be picked, its kind, whether it is folded away,
#: and for a list the value of the choice that a person would pick on reading the text: the same, else the first that
#: contains it. Asked for all fields at once: each question to the browser takes its time.
LOOK = """values => Object.fromEntries(Object.entries(values).map(([name, text]) => {
  const typed = document.querySelector(`main [name='${name}-typed']`);
  const control = typed ?? document.querySelector(`main [name='${name}']:not([type=hidden])`);
  const options = [...control?.options ?? []];
  const found = options.find(o => o.value === text) ?? options.find(o => o.text.trim() === text)
    ?? options.find(o => o.text.includes(text));
  const folded = Boolean(control?.closest("details:not([open])"));
  return [name, {picked: Boolean(typed), kind: control?.type, folded, option: found?.value ?? null}];
}))"""


def fill(page: Page, **values: Any) -> None:
    """Type, choose or tick: {field: text}. A name's `__` stands for `-`, as in the rows of a form."""
    wanted = {name.replace("__", "-"): value for name, value in values.items()}
    seen = page.evaluate(LOOK, {name: str(value) for name, value in wanted.items()})
    for name, value in wanted.items():
        if seen[name]["picked"]:
            pick(page.locator(f"main [name='{name}-typed']").first, str(value), folded=seen[name]["folded"])
        else:
            fill_one(page.locator(f"main [name='{name}']:not([type=hidden])"), value, **seen[name])


def pick(box: Locator, text: str, *, folded: bool = False) -> None:
    """Type a name and take the first of what is found; without a script the server finds it when the form is sent.

    A list that does not come, on a machine with much to do, is asked for again with the arrow, as a person would.
    """
    if folded:
        unfold(box)
    box.fill(text)
    if not box.page.evaluate("() => Boolean(window.htmx)"):
        return
    found = box.locator("xpath=ancestor::*[@data-picker]").get_by_role("option").filter(has_text=text).first
    try:
        found.wait_for(timeout=15_000)
    except NoAnswer:
        box.press("ArrowDown")
    found.click()


def fill_one(controls: Locator, value: Any, *, kind: str | None, folded: bool, option: str | None, **_: Any) -> None:
    """Fill one control, unfolding the part of the form in which it stands as a person would."""
    control = controls.first
    if folded:
        unfold(control)
    if kind == "select-one":
        assert option is not None, f"no choice “{value}”: {control.inner_text()}"
        if control.get_attribute("hx-disable") and control.page.evaluate("() => Boolean(window.htmx)"):
            with control.page.expect_response(lambda answer: answer.request.method == "POST"):
                control.select_option(value=option)
            control.page.wait_for_function("() => !document.querySelector('fieldset:disabled')")
        else:
            control.select_option(value=option)
    elif kind in ("checkbox", "radio"):
        for each in value if isinstance(value, list) else [value]:
            one = controls.and_(controls.page.locator(f"[value='{each}'], label:has-text('{each}') input")).first
            if kind == "radio":  # hidden behind its label, and maybe below the bar at the foot of the screen
                one.evaluate("radio => radio.scrollIntoView({block: 'center'})")
            one.set_checked(True, force=kind == "radio")
    else:
        control.fill(str(value))


def unfold(control: Locator) -> None:
    """Open the part of the form in which it stands, if that is folded away."""
    around = control.locator("xpath=ancestor::details[not(@open)]")
    if around.count():
        around.first.locator("> summary").click()


def press(page: Page, name: str, *, exact: bool = True) -> None:
    """Press a button of the page's content and wait for the page that follows."""
    leave(page, page.get_by_role("main").get_by_role("button", name=name, exact=exact).first.click)


def leave(page: Page, act: Callable[[], object]) -> None:
    """Do what leads to another page, and wait until that page stands with all its parts.

    Not for a navigation: htmx, when it notes where the reader is, counts as one.
    """
    with page.expect_event("load"):
        act()


def save(page: Page) -> None:
    """Press the form's Save and wait for what follows; in any language."""
    leave(page, page.locator("main [data-save]").first.click)


def send(page: Page) -> None:
    """Save a form that may wait for a network: htmx sends it and puts the page that follows in place of this one."""
    with page.expect_navigation():
        page.locator("main [data-save]").first.click()


def fill_page(page: Page, address: str, submit: Callable[[Page], None] = save, /, **values: Any) -> str:
    """Open the page of a form, fill it in and save it, or `send` it; the address of the page that follows."""
    page.goto(address)
    fill(page, **values)
    submit(page)
    if submit is send:  # where htmx leads on, the address comes behind the answer
        page.wait_for_url(lambda url: urlsplit(url).path != urlsplit(address).path)
    return urlsplit(page.url).path
