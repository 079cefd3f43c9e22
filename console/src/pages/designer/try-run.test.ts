import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readDocument } from '../../designer/model/document.ts';
import { mockSeeds, mocksOfLog, requestOfLog, statesOfLog, tryRequest } from './try-run.ts';

const read = readDocument(readFileSync(path.join(import.meta.dirname, '../../../../rules/register.json'), 'utf8'));
assert(read.ok);
const { document } = read;

describe('trying a rule out', () => {
  it('begins with outputs that have what the rest of the rule reads', () => {
    assert.deepEqual(
      mockSeeds(document).map(({ name, output }) => [name, output]),
      [
        ['user', { id: 'id', name: 'name' }],
        ['coupon', { code: 'code' }],
        ['sms', { id: 'id' }],
      ],
    );
  });

  it('has lists where the rule needs some, with what it reads of their elements', () => {
    const api = { type: 'api', url: 'https://a.example.com/' };
    const rule = {
      components: [['a', 'b', 'c', 'd'].map((name) => ({ ...api, name, outputName: name }))],
      response: {
        body: {
          skus: { $each: '{a.lines}', $as: 'line', $to: { sku: '{line.sku}', n: '{index}' }, $if: '{line.qty} > 0' },
          all: [{ '...': '{b}' }, '{a.id}'],
          any: "{= ({c.tags} ?? []).some(t => t == 'x') && {c.names}.join() != '' }",
          first: ['{d.items[0].id}', '{d.items.length}', '{d.more.length}'],
        },
      },
    };
    const other = readDocument(JSON.stringify({ name: 'r', method: 'GET', rule }));
    assert(other.ok);
    assert.deepEqual(
      mockSeeds(other.document).map(({ output }) => output),
      [
        { lines: [{ sku: 'sku', qty: 'qty' }], id: 'id' },
        [{}],
        { tags: [{}], names: [{}] },
        { items: [{ id: 'id' }], more: [{}] },
      ],
    );
  });

  it('mocks what is inside flows by its full name, and shows how it went in all elements of a loop', () => {
    const inner = { name: 'courier', type: 'api', url: 'http://a', outputName: 'courier' };
    const flow = { name: 'fulfil', type: 'flow', foreach: '{request.body.lines}', components: [[inner]] };
    const file = readDocument(JSON.stringify({ rule: { components: [[{ ...flow, outputData: '{courier.id}' }]] } }));
    assert(file.ok);
    assert.deepEqual(
      mockSeeds(file.document).map(({ name, output }) => [name, output]),
      [['fulfil/courier', { id: 'id' }]],
    );
    const item = (index: number, error: unknown) => ({
      name: `fulfil[${index}]`,
      error,
      layers: [{ component_logs: [{ name: `fulfil[${index}]/courier`, error }] }],
    });
    const failed = { code: '110006' };
    const log = {
      step_logs: [{ component_logs: [{ name: 'fulfil', error: failed, items: [item(0, failed), item(1, null)] }] }],
    };
    assert.deepEqual(
      [...statesOfLog(file.document, log)],
      [
        ['fulfil', 'failed'],
        ['fulfil/courier', 'failed'],
      ],
    );
  });

  it('begins with a request that the rule takes', () => {
    const { method, body } = tryRequest(document) as { method: string; body: { phone: string } };
    assert.equal(method, 'POST');
    assert.match(body.phone, /^\+?[0-9]{6,15}$/);
  });

  it('takes the request of an earlier run', () => {
    const request = {
      method: 'POST',
      path: '/ps/a',
      query: {},
      header: {},
      params: {},
      body: { a: 1 },
      ip: '127.0.0.1',
    };
    assert.deepEqual(requestOfLog({ request }), { method: 'POST', query: {}, header: {}, params: {}, body: { a: 1 } });
    assert.equal(requestOfLog(null), undefined);
  });

  it('is answered as the components answered in an earlier run, the last attempt of each', () => {
    const log = (name: string, part: object) => ({ name, error: null, is_skip: false, request_logs: [], ...part });
    const error = { code: '110007' };
    const inner = [{ component_logs: [log('d[0]/e', { output: 4 })] }];
    const component_logs = [
      log('a', { output: { id: 1 }, request_logs: [{}] }),
      log('b', { error }),
      log('b', { output: 2 }),
      log('c', { is_skip: true }),
      log('d', { output: [3], items: [log('d[0]', { output: 3, layers: inner })] }),
      log('f', { error }),
    ];
    assert.deepEqual(Object.fromEntries(mocksOfLog({ step_logs: [{ component_logs }] })), {
      a: { isNeeded: true, output: { id: 1 } },
      b: { isNeeded: false, output: 2 },
      d: { isNeeded: false, output: 3 },
      'd/e': { isNeeded: false, output: 4 },
    });
  });

  it('shows what became of each card; those that were not reached wait', () => {
    const log = { step_logs: [{ component_logs: [{ name: 'user', error: { code: '110006' } }] }] };
    assert.deepEqual([...statesOfLog(document, log).values()], ['failed', 'waiting', 'waiting']);
    const skipped = { step_logs: [{ component_logs: [{ name: 'sms', is_skip: true, error: null }] }] };
    assert.equal(statesOfLog(document, skipped).get('sms'), 'skipped');
  });
});
