import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StepgateError } from '../../src/error.ts';
import { toOutboundError } from '../../src/outbound/failure.ts';

const socketError = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

describe('an error of a socket', () => {
  it('is 110007, retryable, and says what happened to which host', () => {
    for (const [code, says] of [
      ['ECONNREFUSED', /refused/],
      ['EHOSTUNREACH', /no route/],
      ['EAI_AGAIN', /resolved/],
      ['ESOMETHING', /ESOMETHING/],
    ] as const) {
      const error = toOutboundError(socketError(code), 'host:1', 'connecting');
      assert.deepEqual([error.code, error.status, error.retryable], ['110007', 502, true]);
      assert.match(error.message, /^host:1 failed while connecting: /);
      assert.match(error.message, says);
    }
  });

  it('has only the reason of what OpenSSL says', () => {
    const line =
      '40DD0978CD7F0000:error:0A000460:SSL routines:ssl3_read_bytes:tlsv1 alert no application protocol:../deps/openssl/ssl/record/rec_layer_s3.c:918:SSL alert number 120\n';
    const error = toOutboundError(socketError('ERR_SSL_TLSV1_ALERT', line), 'host', 'connecting');
    assert.match(error.message, /connecting: tlsv1 alert no application protocol \(ERR_SSL_TLSV1_ALERT\)$/);
  });

  it('is a time-out where the kernel gave up connecting: 504', () => {
    assert.equal(toOutboundError(socketError('ETIMEDOUT'), 'host', 'connecting').status, 504);
  });

  it('stays what it is where it is one of ours', () => {
    const denied = new StepgateError('110015', 'denied');
    assert.equal(toOutboundError(denied, 'host', 'connecting'), denied);
  });
});
