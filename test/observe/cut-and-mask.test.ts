import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseLargeJson } from '../../src/codec/json.ts';
import type { Json } from '../../src/json.ts';
import { stringify } from '../../src/large/stringify.ts';
import { cutLarge } from '../../src/observe/cut-large.ts';
import { maskLarge } from '../../src/observe/mask-large.ts';
import { createRedactor } from '../../src/observe/redactor.ts';

const SECRET = 'Zq7/Wk#9 Vx+Jp=Xy';
/** No text of these tests holds so many characters of the secret by chance. */
const SHOWN_PART = 4;

const redactor = createRedactor(() => ({ KEY: SECRET }));

/** How the secret may stand in a text. */
const FORMS: Readonly<Record<string, string>> = {
  plain: SECRET,
  base64: Buffer.from(SECRET).toString('base64'),
  hex: Buffer.from(SECRET).toString('hex'),
  'percent-encoded': encodeURIComponent(SECRET),
  'percent-encoded whole': Buffer.from(SECRET).toString('hex').replace(/../g, '%$&'),
};

function assertHidden(shown: string, form: string): void {
  for (let at = 0; at + SHOWN_PART * 3 <= form.length; at++) {
    const part = form.slice(at, at + SHOWN_PART * 3);
    assert.ok(!shown.includes(part), `${part} is shown`);
  }
  assert.ok(!shown.includes(form.slice(0, SHOWN_PART)), 'its begin is shown');
  assert.ok(!shown.includes(form.slice(-SHOWN_PART)), 'its end is shown');
}

/** `value` as a log shows it: cut, then masked. */
async function shown(value: Json, budget: number): Promise<string> {
  return stringify(await maskLarge(redactor, await cutLarge(value, budget, redactor.cutAt)));
}

for (const [how, form] of Object.entries(FORMS)) {
  describe(`a secret that is ${how}`, () => {
    it('is not cut, wherever the cut falls', () => {
      const text = `${'.'.repeat(500)}${form}${'.'.repeat(500)}`;
      for (let end = 0; end <= text.length; end++) {
        const at = redactor.cutAt(text, end);
        assert.ok(at <= 500 || at >= 500 + form.length, `cut at ${at}`);
        assert.ok(at === end || at === 500, `${end}: cut at ${at}`);
      }
    });

    it('is not cut where it stands several times without a gap', () => {
      const text = form.repeat(5);
      for (let end = 0; end <= text.length; end++) assert.equal(redactor.cutAt(text, end) % form.length, 0);
    });

    it('is not shown in part where a text is cut', async () => {
      for (let before = 900; before <= 1000; before++) {
        const text = `${'.'.repeat(before)}${form}${'.'.repeat(2000)}`;
        assertHidden(await shown({ text }, 1000), form);
      }
    });

    it('is not shown in part where a text is masked in pieces', async () => {
      for (const end of [32_768, 65_536]) {
        for (let before = end - form.length - 1; before <= end + 1; before++) {
          const text = `${'.'.repeat(before)}${form}${'.'.repeat(70_000)}`;
          const masked = (await maskLarge(redactor, { text })) as { readonly text: string };
          assert.equal(masked.text, text.replace(form, '***KEY***'));
        }
      }
    });

    it('is not shown in part in a member of a large list or object that is cut', async () => {
      const rows = Array.from({ length: 800 }, (_, at) => ({ at, text: `${'.'.repeat(300)}${form}` }));
      const value = { list: rows, object: Object.fromEntries(rows.map((row, at) => [`${at}${form}`, row])) };
      const large = await parseLargeJson(JSON.stringify(value));
      for (let budget = 3000; budget < 3800; budget += 7) assertHidden(await shown(large, budget), form);
    });
  });
}
