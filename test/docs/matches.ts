import assert from 'node:assert/strict';
import { isNested } from '../../src/json.ts';
import { parseJsonText } from '../../src/json-text.ts';

/** Asserts that `actual` is what is shown: `TRX…` stands for the run's id, any other `…` for some text. */
export function assertShown(actual: string, shown: string, trx: string, what: string): void {
  const expected = shown.replaceAll('TRX…', trx);
  const [json, wanted] = [parsed(actual), parsed(expected)];
  if (wanted === undefined) return assertText(actual.trim(), expected, what);
  if (json === undefined) assert.fail(`${what}: expected JSON, got ${actual}`);
  assert.deepEqual(withGaps(json, wanted), wanted, `${what}\n${actual}`);
}

/** `actual`, but where `shown` leaves a gap, and it fits, what is shown. */
function withGaps(actual: unknown, shown: unknown): unknown {
  if (typeof actual === 'string' && typeof shown === 'string') return fits(actual, shown) ? shown : actual;
  if (!isNested(actual) || !isNested(shown)) return actual;
  const wanted = shown as Record<string, unknown>;
  if (Array.isArray(actual)) return actual.map((item: unknown, index) => withGaps(item, wanted[String(index)]));
  return Object.fromEntries(Object.entries(actual).map(([key, value]) => [key, withGaps(value, wanted[key])]));
}

function assertText(actual: string, shown: string, what: string): void {
  if (!fits(actual, shown)) assert.equal(actual, shown, what);
}

function fits(actual: string, shown: string): boolean {
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('[^]*')}$`).test(actual);
}

function parsed(text: string): unknown {
  try {
    return parseJsonText(text);
  } catch {
    return undefined;
  }
}
