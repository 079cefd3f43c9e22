import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError, catalogue } from '../src/error.ts';
import type { ErrorCode } from '../src/error.ts';

const OTHER: Partial<Record<ErrorCode, string>> = {
  ...{ '000408': 'timeout', '110012': 'timeout', '110014': 'timeout', '110016': 'timeout' },
  '110017': 'timeout',
  ...{ '000202': 'business', '110008': 'business', '110009': 'business', '110010': 'business' },
};

describe('the kind of an error', () => {
  it('is refused for 4xx of the gateway, else system, but for those that are listed', () => {
    for (const code of Object.keys(catalogue) as ErrorCode[]) {
      const expected = OTHER[code] ?? (code.startsWith('0004') ? 'refused' : 'system');
      assert.equal(new StepgateError(code, '').kind, expected, code);
    }
  });

  it('is timeout for an upstream that was too slow, whoever tells of it', () => {
    assert.equal(new StepgateError('110007', '', { status: 504 }).kind, 'timeout');
    assert.equal(new StepgateError('110007', '', { status: 504, reason: 'timeout' }).withMessage('x').kind, 'timeout');
    assert.equal(new StepgateError('110007', '', { reason: 'reset' }).kind, 'system');
  });

  it('is business for codes of rules and scripts, unless their maker says otherwise', () => {
    for (const code of ['200409', 'E1', '110', '0005031']) assert.equal(new StepgateError(code, '').kind, 'business');
    assert.equal(new StepgateError('200409', '', { kind: 'refused' }).withMessage('x').kind, 'refused');
    assert.equal(new StepgateError('110002', '', { kind: 'business' }).kind, 'business');
  });

  it('is timeout for what is yet to come', () => {
    for (const code of ['110016', '110017']) assert.equal(new StepgateError(code, '').kind, 'timeout');
  });
});
