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

/** How writers of XML and HTML write a character that is not ASCII as its number, where they do. */
const NUMBERS: readonly ((code: number) => string)[] = [
  (code) => `&#${code};`,
  (code) => `&#x${code.toString(16)};`,
  (code) => `&#x${code.toString(16).toUpperCase()};`,
];

/** Writers that have a way of their own for all of it: the templates of Mustache, and numbers for everything. */
const XML_WRITERS: readonly ((text: string) => string)[] = [
  (text) => text.replace(/[&<>"'/`=]/g, (char) => MUSTACHE[char] ?? char),
  (text) => text.replace(/[&<>"'\u{80}-\u{10ffff}]/gu, (char) => `&#${char.codePointAt(0) ?? 0};`),
];

const MUSTACHE: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '/': '&#x2F;',
  '`': '&#x60;',
  '=': '&#x3D;',
};

/** A text as it is, and as it stands within JSON text, XML and HTML, and within one of them within the other. */
export function escapedForms(text: string): Set<string> {
  const forms = new Set([text]);
  for (const form of jsonForms(text)) forms.add(form);
  const json = inJson(text);
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
  const forms = new Set(XML_WRITERS.map((write) => write(text)));
  const base = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  for (const greater of GREATER)
    for (const quote of QUOTES)
      for (const apostrophe of APOSTROPHES)
        forms.add(base.replaceAll('>', greater).replaceAll('"', quote).replaceAll("'", apostrophe));
  for (const form of [...forms])
    for (const write of NUMBERS)
      forms.add(form.replace(/[\u{80}-\u{10ffff}]/gu, (char) => write(char.codePointAt(0) ?? 0)));
  forms.delete(text);
  return forms;
}

function hex4(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(4, '0');
}
