// What a QR code on a badge or a card says of a contact: a vCard, or the MECARD of Japanese phones.

const unescaped = (value) => value.replace(/\\n/gi, " ").replace(/\\([\\;,:])/g, "$1").trim();

/** {raw_name, raw_organisation, raw_contact} of the text of a code; null for anything else. */
export function contactIn(said) {
  if (/^BEGIN:VCARD/i.test(said.trim())) return ofVcard(said);
  if (/^MECARD:/i.test(said.trim())) return ofMecard(said.trim().slice("MECARD:".length));
  return null;
}

function ofVcard(said) {
  const lines = said.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const all = (name) => lines
    .map((line) => line.match(new RegExp(`^(?:item\\d+\\.)?${name}(?:;[^:]*)?:(.*)$`, "i"))?.[1])
    .filter(Boolean);
  const parts = (value = "") => value.split(/(?<!\\);/).map(unescaped).filter(Boolean);
  const name = all("FN").map(unescaped)[0] ?? parts(all("N")[0]).slice(0, 2).join(" ");
  const points = [...all("TEL"), ...all("EMAIL")].map(unescaped);
  return { raw_name: name, raw_organisation: parts(all("ORG")[0]).join(" "), raw_contact: points.join(", ") };
}

function ofMecard(said) {
  const all = (name) => said.split(/(?<!\\);/).filter((each) => each.toUpperCase().startsWith(`${name}:`))
    .map((each) => unescaped(each.slice(name.length + 1)));
  return {
    raw_name: (all("N")[0] ?? "").replace(",", " "),
    raw_organisation: all("ORG")[0] ?? "",
    raw_contact: [...all("TEL"), ...all("EMAIL")].join(", "),
  };
}
