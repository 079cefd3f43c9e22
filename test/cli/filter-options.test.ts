import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Command } from 'commander';
import { addFilters, filterOf } from '../../src/cli/command/source-options.ts';
import type { FilterOptions } from '../../src/cli/command/source-options.ts';

function filter(...options: readonly string[]) {
  const command = addFilters(new Command('x'));
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  return filterOf(command.parse(options, { from: 'user' }).opts<FilterOptions>());
}

describe('the filters that are typed', () => {
  it('have metadata, as often as wanted', () => {
    assert.deepEqual(filter('--metadata', 'order=A-17', '--metadata', 'shop.name=a=b', '--method', 'POST'), {
      method: 'POST',
      'metadata.order': 'A-17',
      'metadata.shop.name': 'a=b',
    });
    assert.deepEqual(filter('--metadata', 'order='), { 'metadata.order': '' });
    assert.deepEqual(filter(), {});
  });

  it('refuse metadata without a name, or without a value', () => {
    for (const text of ['order', '=A-17', 'an order=A-17'])
      assert.throws(() => filter('--metadata', text), /expected NAME=VALUE: order=A-17\./, text);
  });
});
