import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Balance } from '../../src/cli/processes/balance.ts';

function balanceOf(...counts: number[]): Balance {
  const balance = new Balance();
  for (const id of counts.keys()) balance.add(id);
  for (const [id, count] of counts.entries()) balance.surplus(id, count);
  return balance;
}

describe('the balance of connections', () => {
  it('has one with more than its share end what is over', () => {
    assert.equal(balanceOf(27, 5).surplus(0, 27), 11);
    assert.equal(balanceOf(32, 0, 0, 0).surplus(0, 32), 24);
  });

  it('leaves what is about even as it is', () => {
    assert.equal(balanceOf(18, 14).surplus(0, 18), 0);
    assert.equal(balanceOf(1, 0).surplus(0, 1), 0);
    assert.equal(balanceOf(27, 5).surplus(1, 5), 0);
  });

  it('does not count one that no longer serves', () => {
    const balance = balanceOf(27, 5);
    balance.remove(1);
    assert.equal(balance.surplus(0, 27), 0);
    assert.equal(balance.surplus(1, 40), 0);
  });
});
