import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { en } from '../../console/src/i18n/en.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const texts = new Set<string>(Object.values(en));

describe('what the README says to click', () => {
  it('is called so in the console', () => {
    const [, walk = ''] = /^### In the console\n(.*?)^### /ms.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? [];
    // What stands between backquotes is data.
    const names = [...walk.replace(/`[^`]*`/g, '').matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter((name) => !texts.has(name)),
      [],
    );
  });
});

describe('the pictures that documents show', () => {
  for (const document of ['README.md', 'docs/console.md'])
    it(`are there: ${document}`, () => {
      const text = readFileSync(path.join(ROOT, document), 'utf8');
      const pictures = [...text.matchAll(/\]\(([^)\s]+\.png)\)/g)].map(([, name = '']) => name);
      assert.ok(pictures.length > 0);
      for (const picture of pictures) readFileSync(path.join(ROOT, path.dirname(document), picture));
    });
});
