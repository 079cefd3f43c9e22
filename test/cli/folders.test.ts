import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folderWith, stepgate } from './stepgate.ts';

/** Starts a command that has no right that its user has not: root may write everywhere else. */
const UNPRIVILEGED = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];
const ENV = { PORT: '0', STEPGATE_RULES_DIR: '', STEPGATE_SCRIPTS_DIR: '', STEPGATE_MASTER_KEY: '' };
const KEY = { STEPGATE_MASTER_KEY: Buffer.alloc(32).toString('base64') };

/** One line that names the path and says what to do, and no bug of the program. */
async function refuses(
  cwd: string,
  env: Record<string, string>,
  says: RegExp,
  through: readonly string[] = [],
): Promise<void> {
  const { code, stderr } = await stepgate(cwd, ['start'], { ...ENV, ...env }, '', through);
  assert.equal(code, 1, stderr);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
  assert.match(stderr, says);
  assert.ok(stderr.includes(cwd), stderr);
}

describe('a start in a folder', { concurrency: 2 }, () => {
  it('where the data folder is a file', async () => {
    await refuses(
      folderWith({ data: '' }),
      {},
      /data\/master\.key cannot be opened: .* is a file, and a folder is needed/,
    );
    await refuses(folderWith({ data: '' }), KEY, /data.* could not be opened: .*that its folder .* can be .*written/);
  });

  it('where the database, or the key, is a folder', async () => {
    const cwd = folderWith({});
    mkdirSync(path.join(cwd, 'data/stepgate.db'), { recursive: true });
    await refuses(cwd, KEY, /data\/stepgate\.db could not be opened: EISDIR/);
    mkdirSync(path.join(cwd, 'data/master.key'));
    await refuses(cwd, {}, /the master key: .*it is a folder, and a file is needed/);
  });

  it('that this user may not write', async () => {
    const cwd = folderWith({});
    chmodSync(cwd, 0o555);
    await refuses(
      cwd,
      {},
      /data cannot be made: permission denied; give the user .* the right to .*write/,
      UNPRIVILEGED,
    );
    await refuses(cwd, KEY, /could not be opened: .*EACCES.*can be .*written/, UNPRIVILEGED);
  });
});
