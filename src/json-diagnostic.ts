type Expected = 'a value' | 'a value or ]' | 'a name or }' | 'a name' | ':' | ', or ]' | ', or }' | 'the end';

/** A number or literal (RFC 8259), or punctuation; of a string only its start. */
const TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|[[\]{},:"]/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const STRING_PART = /[^"\\\u0000-\u001f]*/y;

/** Where to begin to look: what comes before is JSON. */
interface Start {
  readonly position: number;
  /** The brackets that are open there. */
  readonly open: readonly ('[' | '{')[];
  /** What stands right before. */
  readonly after: 'bracket' | 'comma' | 'member';
}

/** What is wrong in a text that is no JSON (RFC 8259). */
export interface JsonDiagnostic {
  /** Where; the length of the text where it ends too early. */
  readonly offset: number;
  /** What could stand there: `a value`, `, or }`, … */
  readonly expected: string;
}

/**
 * Finds where and why `text` is no JSON; undefined: it is. V8's own messages leave the position out in places and quote
 * the text, which may hold what must not be shown.
 */
export function diagnoseJson(
  text: string,
  start: Start = { position: 0, open: [], after: 'bracket' },
): JsonDiagnostic | undefined {
  const open = [...start.open];
  let expected = expectedAt(start);
  let { position } = start;
  for (;;) {
    const at = skip(SPACE, text, position);
    if (at === text.length && expected === 'the end') return undefined;
    const end = skip(TOKEN, text, at);
    const next: Expected | undefined = end > at ? after(expected, text.slice(at, end), open) : undefined;
    if (next === undefined) return { offset: at, expected };
    position = text[at] === '"' ? endOfString(text, end) : end;
    if (position < 0) return { offset: -position, expected: 'the rest of a string' };
    expected = next;
  }
}

function expectedAt({ open, after: before }: Start): Expected {
  if (before === 'member') return afterValue(open);
  const last = open.at(-1);
  if (last === undefined) return 'a value';
  if (before === 'comma') return last === '[' ? 'a value' : 'a name';
  return last === '[' ? 'a value or ]' : 'a name or }';
}

/** What may follow `token`, or undefined where it is not what was expected. */
function after(expected: Expected, token: string, open: ('[' | '{')[]): Expected | undefined {
  const wantsValue = expected === 'a value' || expected === 'a value or ]';
  if (token === ',') return expected === ', or ]' ? 'a value' : expected === ', or }' ? 'a name' : undefined;
  if (token === ':') return expected === ':' ? 'a value' : undefined;
  if (token === ']' || token === '}') {
    if (!expected.endsWith(`or ${token}`)) return undefined;
    open.pop();
    return afterValue(open);
  }
  if (token === '"' && expected.startsWith('a name')) return ':';
  if (!wantsValue) return undefined;
  if (token !== '[' && token !== '{') return afterValue(open);
  open.push(token);
  return token === '[' ? 'a value or ]' : 'a name or }';
}

function afterValue(open: readonly ('[' | '{')[]): Expected {
  const last = open.at(-1);
  return last === undefined ? 'the end' : last === '[' ? ', or ]' : ', or }';
}

/** Behind the closing quote; negative: where the string is wrong, or ends too early. */
function endOfString(text: string, start: number): number {
  for (let position = start; ;) {
    position = skip(STRING_PART, text, position);
    if (text[position] === '"') return position + 1;
    const end = skip(ESCAPE, text, position);
    if (end === position) return -position;
    position = end;
  }
}

/** Behind what `pattern` finds at `position`; `position` itself where it finds nothing. */
function skip(pattern: RegExp, text: string, position: number): number {
  pattern.lastIndex = position;
  return pattern.test(text) ? pattern.lastIndex : position;
}
