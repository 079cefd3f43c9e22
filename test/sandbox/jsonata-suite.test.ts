import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { openSandbox } from './open-sandbox.ts';

/** A case of JSONata's own test suite (test/data/jsonata). */
interface Case {
  readonly expr: string;
  readonly dataset?: string | null;
  readonly data?: unknown;
  readonly bindings?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly unordered?: boolean;
  readonly code?: string;
  readonly error?: { readonly code?: string };
  /** It takes long, or does not end: milliseconds. */
  readonly timelimit?: number;
}

/** They end here: a function may call itself more than 60 times. */
const ENDS: readonly string[] = ['tail-recursion/case002'];

/** What a transform does not do as JSONata does. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  '$eval is switched off': [
    ...Array.from({ length: 8 }, (_, index) => `function-eval/case00${index}`),
    ...Array.from({ length: 4 }, (_, index) => `function-eval/case008/${index}`),
  ],
  'no input is null, not undefined': [
    'encoding/case001',
    'encoding/case003',
    'function-string/case022',
    'function-trim/case002',
  ],
  'text is UTF-8, which has no lone surrogates': ['function-encodeUrl/case002', 'function-encodeUrlComponent/case002'],
  'a function may call itself more than 60 times': ENDS,
};

const FOLDER = path.join(import.meta.dirname, '..', 'data', 'jsonata');

function read<T>(file: string): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Record<string, T>;
}

const cases = Object.entries(read<Case>('cases.json'));
const datasets = read('datasets.json');

const AT_ONCE = 4;
/** The code that the suite has for expressions that would not end. */
const ENDLESS = 'U1001';

describe("JSONata's own test suite", () => {
  // A list of ten million numbers is among the cases.
  const { run } = openSandbox({ memoryBytes: 512 * 1024 ** 2 });

  it('passes, but for what is switched off', async () => {
    const failed: Record<string, string> = {};
    const runAll = async (open: [string, Case][]): Promise<void> => {
      for (let one = open.shift(); one !== undefined; one = open.shift()) {
        const [name, of] = one;
        const wrong = await wrongWith(of, ENDS.includes(name));
        if (wrong !== undefined) failed[name] = wrong;
      }
    };
    const [small, large] = [false, true].map((isLarge) =>
      cases.filter(([name, { timelimit }]) => isLarge === (timelimit !== undefined || name.startsWith('performance/'))),
    ) as [typeof cases, typeof cases];
    await Promise.all(Array.from({ length: AT_ONCE }, () => runAll(small)));
    await runAll(large);
    const expected = Object.entries(OTHERWISE).flatMap(([why, names]) => names.map((name) => [name, why] as const));
    for (const [name] of expected) assert.ok(failed[name] !== undefined, `${name} passes`);
    for (const [name] of expected) Reflect.deleteProperty(failed, name);
    assert.deepEqual(failed, {});
  });

  /** What comes of it, where that is not what is expected. */
  async function wrongWith(one: Case, ends: boolean): Promise<string | undefined> {
    const code = one.code ?? one.error?.code;
    const timeoutMs = code === ENDLESS && !ends ? 300 : 60_000;
    const ran = await run(withBindings(one), { language: 'jsonata', input: inputOf(one), timeoutMs });
    if (ran.kind === 'error') {
      if (code === ENDLESS) return undefined;
      return code !== undefined && ran.message.startsWith(`${code}:`) ? undefined : `${ran.code} ${ran.message}`;
    }
    if (ran.kind !== 'value') return ran.kind;
    if (code !== undefined) return `${ran.json} in place of ${code}`;
    const [actual, expected] = [JSON.parse(ran.json) as unknown, one.result ?? null];
    try {
      if (one.unordered === true) assert.deepEqual(sorted(actual), sorted(expected));
      else assert.deepEqual(actual, expected);
      return undefined;
    } catch {
      return `${ran.json} in place of ${JSON.stringify(expected)}`;
    }
  }
});

function inputOf({ data, dataset }: Case): unknown {
  return data ?? (typeof dataset === 'string' ? datasets[dataset] : undefined) ?? null;
}

/** Transforms get no variables: the expression sets them. */
function withBindings({ expr, bindings = {} }: Case): string {
  const set = Object.entries(bindings).map(([name, value]) => `$${name} := ${JSON.stringify(value)}; `);
  return set.length === 0 ? expr : `(${set.join('')}${expr}\n)`;
}

function sorted(list: unknown): unknown {
  return Array.isArray(list) ? list.map((item) => JSON.stringify(item)).sort() : list;
}
