import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MOST_SEARCHED, inOrder, searchTarget } from './search-target.ts';

const HEX = '0123456789abcdef0123456789abcdef';

describe('a text in the search field', () => {
  it('is a trx or a log id by its form, in any case and with blanks around', () => {
    assert.deepEqual(searchTarget(` trx${HEX} `), { kind: 'trx', trx: `TRX${HEX.toUpperCase()}` });
    assert.deepEqual(searchTarget(HEX.toUpperCase()), { kind: 'log-id', logId: HEX });
  });

  it('else is a name', () => {
    assert.deepEqual(searchTarget('/api/v1'), { kind: 'name', name: 'api/v1' });
    assert.deepEqual(searchTarget('/'), { kind: 'name', name: '/' });
    assert.deepEqual(searchTarget(`TRX${HEX}0`), { kind: 'name', name: `TRX${HEX}0` });
    assert.deepEqual(searchTarget('  '), { kind: 'none' });
  });

  it('is not searched for where the API would refuse it', () => {
    assert.equal(searchTarget('😀'.repeat(MOST_SEARCHED)).kind, 'name');
    assert.equal(searchTarget('😀'.repeat(MOST_SEARCHED + 1)).kind, 'too-long');
  });
});

describe('runs of one log id', () => {
  it('begin with the one that a client began, each once', () => {
    const run = (trx: string) => ({ trx, method: 'POST', path: `/ps/${trx}` });
    const found = inOrder([run('TRX3'), run('TRX2')], [run('TRX1'), run('TRX2')]);
    assert.deepEqual(
      found.map(({ trx }) => trx),
      ['TRX1', 'TRX2', 'TRX3'],
    );
  });
});
