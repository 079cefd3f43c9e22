import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { UsageError, readOptions } from '../../bench/options.ts';

describe('the command line of the benchmark', () => {
  it('has a default for everything', () => {
    assert.deepEqual(readOptions([]), {
      ...{ growth: false, only: [], seconds: 8, rounds: 5, connections: 32, sqlite: true, mysql: undefined },
      ...{ nodeRed: undefined, profile: false, check: false, write: true },
    });
  });

  it('takes databases by turns, and one server at most', () => {
    const url = 'mysql://root@127.0.0.1:3306/';
    const both = readOptions(['--database', 'sqlite', '--database', url]);
    assert.deepEqual([both.sqlite, both.mysql], [true, url]);
    assert.equal(readOptions(['--database', url]).sqlite, false);
    assert.throws(() => readOptions(['--database', 'postgres://x']), /expected sqlite or mysql/);
    assert.throws(() => readOptions(['--database', url, '--database', url]), UsageError);
  });

  it('knows Node-RED by its name, or by a path', () => {
    assert.equal(readOptions(['--node-red']).nodeRed, 'node-red');
    assert.equal(readOptions(['--node-red', '--check']).nodeRed, 'node-red');
    assert.equal(readOptions(['--node-red', '/opt/node-red']).nodeRed, '/opt/node-red');
  });

  it('keeps only figures of all cases, without a profile', () => {
    for (const args of [['--check'], ['--profile'], ['--dry-run'], ['--only', 'plain']])
      assert.equal(readOptions(args).write, false, args[0]);
    assert.equal(readOptions(['--growth']).write, true);
  });

  it('refuses what it does not know', () => {
    for (const args of [['--fast'], ['--rounds', '0'], ['--seconds', 'x'], ['--growth', '--check'], ['plain']])
      assert.throws(() => readOptions(args), UsageError, args.join(' '));
  });
});
