// A list box under a text field that keeps the focus (WAI-ARIA combobox): which option is chosen, and moving on.
export const optionsOf = (list) => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
export const chosenIn = (list) => list.querySelector("[aria-selected=true]");

export function choose(field, list, option) {
  chosenIn(list)?.setAttribute("aria-selected", "false");
  if (option) {
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option.id);
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

export function move(field, list, step) {
  const all = optionsOf(list);
  if (!all.length) return;
  const here = all.indexOf(chosenIn(list));
  choose(field, list, all[(here + step + all.length + (here < 0 && step < 0 ? 1 : 0)) % all.length]);
}

// An input method is at work: its keys are not ours.
export const composes = (event) => event.isComposing || event.keyCode === 229;
