/** What some writers of JSON escape besides what has to be. */
const JSON_WRITERS: readonly ((json: string) => string)[] = [
  (json) => json,
  (json) => json.replaceAll('/', '\\/'),
  (json) => json.replace(NOT_ASCII, (char) => `\\u${hex4(char)}`),
  (json) => json.replace(NOT_ASCII, (char) => `\\u${hex4(char).toUpperCase()}`),
  (json) => json.replaceAll('/', '\\/').replace(NOT_ASCII, (char) => `\\u${hex4(char)}`),
  (json) => json.replace(/[<>&]/g, (char) => `\\u${hex4(char)}`),
  (json) => json.replace(/[<>&'=]/g, (char) => `\\u${hex4(char)}`),
];

const NOT_ASCII = /[\u0080-\uffff]/g;

/** JSON text in a string of JSON text, and that once more. */
const JSON_LEVELS = 3;

/** What writers of XML and HTML make of `>`, `"` and `'`; `&` and `<` are always escaped. */
const GREATER = ['&gt;', '>'];
const QUOTES = ['"', '&quot;', '&#34;'];
const APOSTROPHES = ["'", '&apos;', '&#39;', '&#039;', '&#x27;'];

/** A text as it is, and as it stands within JSON text, XML and HTML, and within one of them within the other. */
export function escapedForms(text: string): Set<string> {
  const forms = new Set([text]);
  for (const form of jsonForms(text)) forms.add(form);
  const [json = text] = jsonForms(text);
  for (const form of xmlForms(json)) forms.add(form);
  for (const xml of xmlForms(text)) {
    forms.add(xml);
    for (const form of jsonForms(xml, 1)) forms.add(form);
  }
  return forms;
}

/** The plainest first. */
function jsonForms(text: string, levels = JSON_LEVELS): Set<string> {
  const plain = inJson(text);
  const forms = new Set(JSON_WRITERS.map((write) => write(plain)));
  let last = [...forms];
  for (let level = 1; level < levels; level++) {
    last = last.map(inJson);
    for (const form of last) forms.add(form);
  }
  return forms;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function xmlForms(text: string): Set<string> {
  if (!/[&<>"']/.test(text)) return new Set();
  const base = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const forms = new Set<string>();
  for (const greater of GREATER)
    for (const quote of QUOTES)
      for (const apostrophe of APOSTROPHES)
        forms.add(base.replaceAll('>', greater).replaceAll('"', quote).replaceAll("'", apostrophe));
  return forms;
}

function hex4(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, '0');
}
