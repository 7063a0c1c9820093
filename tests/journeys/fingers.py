"""Which targets of a page a finger misses: those lower than 44 px that have not as much free room around them."""

from playwright.sync_api import Page

#: Left out: links inside running text, the bars that stand over a page, and in lists of records whatever is not the
#: row itself. A row is the target there, and fifty of them stand within 4,000 px (test_phone_lists.py).
_SMALL = """
() => {
  const TARGETS = "a[href], button, summary, select, input:not([type=hidden]), textarea, label:has(input)";
  const IN_ROWS = ["td:not(.title, .title:has(a ~ a) + td)", ".title a ~ a", ".title a:has(~ a)"];
  const inRows = IN_ROWS.map((each) => `tbody[data-rows] ${each}`);
  const LEFT_OUT = ["thead, svg, .skip, .js-only:not(.hit)", ...inRows].join();
  for (const each of document.querySelectorAll("body *")) {
    if (getComputedStyle(each).position === "fixed") each.style.setProperty("display", "none", "important");
  }
  const isShown = (each) => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    if (style.clipPath !== "none" || !each.checkVisibility()) return false;
    return box.width > 1 && box.height > 1 && box.left < innerWidth;
  };
  const isInText = (link) => {
    if (!link.matches("a") || getComputedStyle(link).display !== "inline") return false;
    const words = (node) => [...node.childNodes].map((child) => {
      if (child.nodeType === 3) return child.textContent;
      return child.nodeType !== 1 || child.matches("a, button, summary, template, .vh") ? "" : words(child);
    }).join("");
    return /[^\\s·:、。,()（）–—/-]/.test(words(link.closest("p, li, td, dd, dt, th, caption, h1, h2, h3, div")));
  };
  const targets = new Set([...document.querySelectorAll(TARGETS)].filter((each) =>
    isShown(each) && !each.closest(LEFT_OUT) && !(each.matches("input, select, textarea") && each.closest("label"))));
  const hit = (x, y) => {
    let found = document.elementFromPoint(x, y);
    while (found && !targets.has(found)) found = found.parentElement;
    return found;
  };
  const small = [];
  for (const target of targets) {
    if (isInText(target)) continue;
    target.scrollIntoView({ block: "center", behavior: "instant" });
    const box = [...target.getClientRects()].find((each) => each.width > 1);
    if (!box) continue;
    const middle = (box.top + box.bottom) / 2, row = (target.closest("tr, li") ?? target).getBoundingClientRect();
    const places = [box.left + box.width / 2, box.left + 3, box.right - 3, row.left + row.width * .75];
    const isLarge = places.some((x) => {
      let height = 0, most = 0, others = 0;
      for (let y = middle - 60; y <= middle + 60; y += 1) {
        const found = hit(x, y), own = found && (found.contains(target) || target.contains(found));
        height = own ? height + 1 : 0;
        most = Math.max(most, height);
        if (found && !own && Math.abs(y - middle) <= 21.5) others += 1;
      }
      return most >= 43 || (!others && x <= box.right);
    });
    const said = (target.innerText || target.name || "").trim().slice(0, 40);
    if (!isLarge) small.push(`${Math.round(box.height)} px: ${said}`);
  }
  return small;
}
"""


def too_small(page: Page) -> list[str]:
    """How high each of them is and what it says. The page has no bars afterwards."""
    found: list[str] = page.evaluate(_SMALL)
    return found
