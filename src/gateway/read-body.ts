import type { IncomingMessage } from 'node:http';
import { StepgateError } from '../error.ts';
import { hasBody } from '../http/drop-body.ts';

/**
 * The whole body; undefined where the request has none.
 * @throws StepgateError 000413 over the limit, at once or as the promise; that rejects with 000400 when the connection
 * ends first.
 */
export function readBody(message: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> | undefined {
  if (!hasBody(message)) return undefined;
  if (Number(message.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  return new Promise((resolve, reject) => {
    let [first, length]: [Buffer | undefined, number] = [undefined, 0];
    const more: Buffer[] = [];
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > limitBytes) {
        more.length = 0;
        reject(tooLarge(limitBytes));
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

function tooLarge(limitBytes: number): StepgateError {
  return new StepgateError(
    '000413',
    `the body is larger than ${limitBytes} bytes; send less, or raise STEPGATE_BODY_LIMIT`,
  );
}

function cutShort(cause: unknown): StepgateError {
  return new StepgateError('000400', 'the connection ended before the whole body had come', { cause });
}
