const SPACE = /[ \t\r\n]*/y;
const TOKEN =
  /[{}[\],:]|"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/uy;

type Expected =
  'a value' | 'a value or ]' | 'a field name' | 'a field name or }' | ':' | ', or ]' | ', or }' | 'the end';

/**
 * Finds the first thing in a text that JSON (RFC 8259) does not allow; `JSON.parse` does not always say where it is.
 * Undefined: the text is JSON.
 */
export function findJsonFault(text: string): { readonly offset: number; readonly message: string } | undefined {
  const open: string[] = [];
  let expected: Expected = 'a value';
  let offset = endOf(SPACE, text, 0);
  while (offset < text.length) {
    const end = endOf(TOKEN, text, offset);
    const next = follow(text.slice(offset, end), expected, open);
    if (next === undefined) break;
    expected = next;
    offset = endOf(SPACE, text, end);
  }
  if (offset === text.length && expected === 'the end') return undefined;
  const got = /^(?:[\w.+-]+|[^]?)/u.exec(text.slice(offset, offset + 40))?.[0] ?? '';
  return { offset, message: `expected ${expected}, got ${got === '' ? 'the end of the text' : JSON.stringify(got)}` };
}

/** Where a sticky pattern's match ends; the offset itself where there is none. */
function endOf(pattern: RegExp, text: string, offset: number): number {
  const sticky = new RegExp(pattern);
  sticky.lastIndex = offset;
  return sticky.test(text) ? sticky.lastIndex : offset;
}

/** What is expected after `token`; undefined: it is not allowed here. `open` holds the brackets around it. */
function follow(token: string, expected: Expected, open: string[]): Expected | undefined {
  if (expected === ':') return token === ':' ? 'a value' : undefined;
  if (token === ']' && expected.endsWith(']')) return close(open);
  if (token === '}' && expected.endsWith('}')) return close(open);
  if (expected.startsWith(',')) {
    if (token !== ',') return undefined;
    return open.at(-1) === '[' ? 'a value' : 'a field name';
  }
  if (expected.startsWith('a field name')) return token.startsWith('"') ? ':' : undefined;
  if (expected === 'the end') return undefined;
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'a field name or }' : 'a value or ]';
  }
  return /^["\w-]/.test(token) ? afterValue(open) : undefined;
}

function close(open: string[]): Expected {
  open.pop();
  return afterValue(open);
}

function afterValue(open: readonly string[]): Expected {
  if (open.length === 0) return 'the end';
  return open.at(-1) === '[' ? ', or ]' : ', or }';
}
