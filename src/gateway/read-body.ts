import type { IncomingMessage } from 'node:http';
import { StepgateError } from '../error.ts';
import type { CompiledRule } from '../rule/compiled.ts';
import { hasBody } from '../http/drop-body.ts';

/**
 * The whole body; undefined where the request has none.
 * @throws StepgateError 000413 over the limit, at once or as the promise; that rejects with 000400 when the connection
 * ends first.
 */
export function readBody(
  message: IncomingMessage,
  limitBytes: number,
  rule: Pick<CompiledRule, 'bodyLimitBytes'>,
): Promise<Buffer | undefined> | undefined {
  if (!hasBody(message)) return undefined;
  if (Number(message.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes, rule);
  return new Promise((resolve, reject) => {
    let [first, length]: [Buffer | undefined, number] = [undefined, 0];
    const more: Buffer[] = [];
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitBytes) {
        more.length = 0;
        reject(tooLarge(limitBytes, rule));
      } else if (first === undefined) first = chunk;
      else more.push(chunk);
    });
    // Nearly every body comes in one piece.
    message.on('end', () => resolve(first && more.length > 0 ? Buffer.concat([first, ...more]) : first));
    message.on('error', (cause) => reject(cutShort(cause)));
    message.on('close', () => {
      if (!message.complete) reject(cutShort(undefined));
    });
  });
}

/** The refusal of a body over the limit, which is the rule's own or the gateway's. */
export function tooLarge(limitBytes: number, rule: Pick<CompiledRule, 'bodyLimitBytes'>): StepgateError {
  const limit = rule.bodyLimitBytes === undefined ? 'STEPGATE_BODY_LIMIT' : "the rule's bodyLimit";
  return new StepgateError('000413', `the body is larger than ${limitBytes} bytes; send less, or raise ${limit}`);
}

function cutShort(cause: unknown): StepgateError {
  return new StepgateError('000400', 'the connection ended before the whole body had come', { cause });
}
