import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { makeFolder } from '../src/make-folder.ts';

const folder = (): string => mkdtempSync(path.join(tmpdir(), 'stepgate-folder-'));

describe('a folder that is made', () => {
  it('is made with those above it, once or several times at once', async () => {
    const deep = path.join(folder(), 'a/b/c');
    await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(path.join(deep, 'd'))]);
    await makeFolder(deep);
    assert.ok(statSync(path.join(deep, 'd')).isDirectory());
  });

  it('is refused with the reason of the system where a file is in the way', async () => {
    const file = path.join(folder(), 'file');
    writeFileSync(file, '');
    await assert.rejects(makeFolder(file), { code: 'EEXIST', path: file });
    await assert.rejects(makeFolder(path.join(file, 'a/b')), { code: 'ENOTDIR' });
  });

  it(
    'is refused, and not tried for ever, where the system makes none',
    { skip: !existsSync('/proc/self') },
    async () => {
      await assert.rejects(makeFolder('/proc/none/deep'), { code: 'ENOENT', path: '/proc/none' });
    },
  );
});
