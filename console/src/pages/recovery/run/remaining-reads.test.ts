import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentOf } from '../../../designer/model/document.ts';
import { remainingReads } from './remaining-reads.ts';

const document = documentOf({
  name: 'a',
  method: 'POST',
  rule: {
    components: [
      [{ name: 'user', type: 'api', url: 'http://u/{request.body.phone}', outputName: 'user' }],
      [
        { name: 'coupon', type: 'api', url: '{var.SELF}/c', input: { id: '{user.id}' }, outputName: 'coupon' },
        { name: 'sms', type: 'api', url: 'http://s', input: { to: '{user.phones[-1]}' }, outputName: 'sms' },
      ],
    ],
    response: { body: { user: '{user.id}', coupon: '{coupon.code}', sms: '{sms.id}' } },
  },
});

describe('what remains to be read of a kept run', () => {
  it('is what the failed components and the response read, with present values', () => {
    const data = { user: { id: null, phones: ['1', '2'] }, sms: { id: 's1' } };
    assert.deepEqual(remainingReads(document, { curStep: 2, errNames: ['coupon'] }, data), [
      { path: 'user.id', value: null, from: undefined, isMissing: true, readers: ['coupon', null] },
      { path: 'coupon.code', value: undefined, from: 'coupon', isMissing: false, readers: [null] },
      { path: 'sms.id', value: 's1', from: undefined, isMissing: false, readers: [null] },
    ]);
  });

  it('is of all components of the layer where none is named, and of all layers after it', () => {
    const data = { request: { body: { phone: '5' } } };
    const reads = remainingReads(document, { curStep: 1, errNames: null }, data);
    assert.deepEqual(
      reads.map(({ path, from, isMissing }) => [path, from, isMissing]),
      [
        ['request.body.phone', undefined, false],
        ['user.id', 'user', false],
        ['user.phones[-1]', 'user', false],
        ['coupon.code', 'coupon', false],
        ['sms.id', 'sms', false],
      ],
    );
  });
});
