import { isUtf8 } from 'node:buffer';
import { escapedForms } from './escaped-forms.ts';
import { SHORTEST } from './form-finder.ts';

/** Fewer characters of base64 than this would also be found by chance. */
const SHORTEST_BASE64 = 6;

/** A shorter line of a key says little, and is found by chance. */
const SHORTEST_LINE = 16;

/** A shorter part of a key is found by chance. */
const SHORTEST_PART = 8;

/** Members of a JWK that others must not know (RFC 7518, 6). */
const JWK_SECRETS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'];

/** The ways a secret's value may stand in a text, URL-encoding aside; of a key also what is secret in it. */
export function secretForms(value: string): string[] {
  return [...new Set([value, ...keyTexts(value)].flatMap(formsOf))];
}

/** What is behind the prefix of a binary key, and its bytes where they are text; the secret members of a JWK. */
function keyTexts(value: string): string[] {
  const [, prefix, written = ''] = /^\s*(base64|hex):\s*(\S+)\s*$/.exec(value) ?? [];
  if (prefix === undefined) return value.trimStart().startsWith('{') ? jwkTexts(value) : [];
  const bytes = Buffer.from(written, prefix as 'base64' | 'hex');
  // The other ways to write the bytes down, of which a text is one.
  const others = [bytes.toString('base64'), urlSafe(bytes.toString('base64')), bytes.toString('hex')];
  return [written, ...others, ...(isUtf8(bytes) ? [bytes.toString()] : [])].filter(isPart);
}

function jwkTexts(value: string): string[] {
  try {
    const jwk = JSON.parse(value) as Readonly<Record<string, unknown>>;
    if (typeof jwk.kty !== 'string') return [];
    return JWK_SECRETS.map((member) => jwk[member]).filter(isPart);
  } catch {
    return [];
  }
}

function isPart(text: unknown): text is string {
  return typeof text === 'string' && text.length >= SHORTEST_PART;
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = bytes.toString('base64');
  const unpadded = base64.replace(/=+$/, '');
  const forms = new Set([value, value.replaceAll(' ', '+'), base64, urlSafe(base64), unpadded]);
  for (const text of withEitherLineEnd(value)) for (const form of escapedForms(text)) forms.add(form);
  // A value this short is masked only where it is a whole string: `a` is a part of everything.
  if (value.length < SHORTEST) return [...forms];
  const hex = bytes.toString('hex');
  forms.add(hex).add(hex.toUpperCase());
  for (const part of innerBase64(bytes)) forms.add(part).add(urlSafe(part));
  for (const line of keyLines(value)) for (const form of escapedForms(line)) forms.add(form);
  return [...forms].filter((form) => form.length >= SHORTEST);
}

/** Software that stores or sends a text may end its lines otherwise. */
function withEitherLineEnd(value: string): string[] {
  if (!value.includes('\n')) return [value];
  const unix = value.replaceAll('\r\n', '\n');
  return [value, unix, unix.replaceAll('\n', '\r\n'), unix.trimEnd()];
}

/** The lines of a key that is written in several (PEM): each of them is a part of it. Its first and last say nothing. */
function keyLines(value: string): string[] {
  const lines = value.split(/[\r\n]+|(?:\\[rn])+/).map((line) => line.trim());
  if (lines.length === 1) return [];
  return lines.filter((line) => line.length >= SHORTEST_LINE && !/\s|^-----/.test(line));
}

function urlSafe(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/**
 * What base64 of a longer text shows when the value lies somewhere in it: base64 puts three bytes in four characters,
 * so there are three alignments; characters that also hold bits of a neighbour are left out.
 */
function innerBase64(bytes: Buffer): string[] {
  return [0, 1, 2]
    .map((before) => {
      const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
      return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    })
    .filter((part) => part.length >= SHORTEST_BASE64);
}
