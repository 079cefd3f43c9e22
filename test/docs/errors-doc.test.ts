import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { errorsDoc } from '../../src/cli/errors-doc.ts';
import { catalogue } from '../../src/error.ts';

const path = join(import.meta.dirname, '../../docs/errors.md');

describe('docs/errors.md', () => {
  it('is what the catalogue says; else: node src/cli/errors-doc.ts > docs/errors.md', async () => {
    assert.equal(await readFile(path, 'utf8'), errorsDoc());
  });

  it('has every code', async () => {
    const text = await readFile(path, 'utf8');
    for (const code of Object.keys(catalogue)) assert.ok(text.includes(`\`${code}\``), code);
  });
});
