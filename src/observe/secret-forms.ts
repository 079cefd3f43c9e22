/** A value this short is masked only where it is a whole string: `a` is a part of everything. */
export const SHORTEST_PART = 4;

/** Fewer characters of base64 than this would also be found by chance. */
const SHORTEST_BASE64 = 6;

/** The ways a secret's value may stand in a text, URL-encoding aside. */
export function secretForms(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64');
  const unpadded = base64.replace(/=+$/, '');
  const forms = new Set([value, jsonText(value), value.replaceAll(' ', '+'), base64, urlSafe(base64), unpadded]);
  if (value.length < SHORTEST_PART) return [...forms];
  for (const part of innerBase64(value)) forms.add(part).add(urlSafe(part));
  return [...forms].filter((form) => form.length >= SHORTEST_PART);
}

/** As it stands inside a JSON text. */
function jsonText(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * What base64 of a longer text shows when the value lies somewhere in it: base64 puts three bytes in four characters,
 * so there are three alignments; characters that also hold bits of a neighbour are left out.
 */
function innerBase64(value: string): string[] {
  const bytes = Buffer.from(value);
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter((part) => part.length >= SHORTEST_BASE64);
}
