import type { IncomingMessage } from 'node:http';
import { StepgateError } from '../error.ts';
import { hasBody } from '../http/drop-body.ts';

/**
 * The whole body; undefined where the request has none.
 * @throws StepgateError 000413 over the limit, 000400 when the connection ends first.
 */
export async function readBody(message: IncomingMessage, limitBytes: number): Promise<Buffer | undefined> {
  if (!hasBody(message)) return undefined;
  if (Number(message.headers['content-length'] ?? 0) > limitBytes) throw tooLarge(limitBytes);
  const body = await collect(message, limitBytes);
  return body.length === 0 ? undefined : body;
}

function collect(message: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge(limitBytes));
      }
    });
    message.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
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
