import { createOutbound } from '../../src/outbound/client.ts';
import { createEgress } from '../../src/outbound/egress.ts';
import type { HttpAnswer, HttpCall, Outbound } from '../../src/outbound/outbound.ts';
import { StepgateError } from '../../src/error.ts';

export function testOutbound(options: { deny?: string[]; allow?: string[]; connections?: number } = {}): Outbound {
  const egress = createEgress({ deny: options.deny ?? [], allow: options.allow ?? [] });
  return createOutbound({
    egress,
    ...(options.connections !== undefined && { connections: options.connections }),
  });
}

export function get(url: string, more: Partial<HttpCall> = {}): HttpCall {
  return { method: 'GET', url, headers: {}, timeoutMs: 5000, ...more };
}

/** The error that `call` fails with. */
export async function failure(call: Promise<HttpAnswer>): Promise<StepgateError> {
  const outcome = await call.then(
    (answer) => new Error(`answered ${answer.status}: ${answer.body.toString().slice(0, 200)}`),
    (error: unknown) => error,
  );
  if (outcome instanceof StepgateError) return outcome;
  throw outcome;
}
