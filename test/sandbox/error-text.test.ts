import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { errorOfText, textOfError } from '../../src/sandbox/error-text.ts';
import type { ErrorText } from '../../src/sandbox/message.ts';
import { ctxError, describeThrown } from '../../src/sandbox/realm/error.ts';

/** What the gateway gets back of what it has told a script. */
function thrownAgain(error: StepgateError): StepgateError {
  const caught = ctxError(JSON.parse(textOfError(error)) as Parameters<typeof ctxError>[0]);
  return errorOfText(JSON.parse(JSON.stringify(describeThrown(caught, []))) as ErrorText);
}

function told({ code, message, status, kind, retryable }: StepgateError) {
  return { code, message, status, kind, retryable };
}

describe('an error that a script does not catch', () => {
  it('is what it was: code, message, status, kind and whether it is retryable', () => {
    const all = [
      new StepgateError('110006', 'no', { kind: 'business' }),
      new StepgateError('110007', 'late', { status: 504 }),
      new StepgateError('110015', 'denied'),
    ];
    for (const error of all) {
      assert.deepEqual(told(thrownAgain(error)), told(error));
    }
  });

  it('has no kind of its own making', () => {
    const text = describeThrown(Object.assign(new Error('x'), { code: '110006', kind: 'business' }), []);
    assert.equal(errorOfText(text as ErrorText).kind, 'system');
  });
});
