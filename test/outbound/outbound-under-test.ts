import { readFileSync } from 'node:fs';
import { createOutbound, type OutboundOptions } from '../../src/outbound/client.ts';
import { createEgress } from '../../src/outbound/egress.ts';
import type { HttpAnswer, HttpCall, Outbound } from '../../src/outbound/outbound.ts';
import { StepgateError } from '../../src/error.ts';

interface TestOptions extends Omit<OutboundOptions, 'egress'> {
  readonly deny?: string[];
  readonly allow?: string[];
}

export function testOutbound({ deny = [], allow = [], ...options }: TestOptions = {}): Outbound {
  return createOutbound({ ...options, egress: createEgress({ deny, allow }) });
}

interface Get extends Partial<Omit<HttpCall, 'headers'>> {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export function get(url: string, { headers = {}, ...more }: Get = {}): HttpCall {
  const pairs = Object.entries(headers).flatMap(([name, value]) => [value].flat().flatMap((one) => [name, one]));
  return { method: 'GET', url, headers: pairs, timeoutMs: 5000, ...more };
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

/** A certificate or key of the fixtures. */
export function pem(name: string): string {
  return readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');
}
