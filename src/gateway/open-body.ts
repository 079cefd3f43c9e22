import type { IncomingMessage } from 'node:http';
import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { StepgateError } from '../error.ts';
import { allowLongBody } from '../http/long-body.ts';

/**
 * The body of a request as it comes, for who sends it on. What is left of it when nobody wants it any more stays with the
 * request, whose connection lives on.
 * @param tooLarge the refusal of a body of more than `limitBytes`.
 */
export function openBody(message: IncomingMessage, limitBytes: number, tooLarge: () => StepgateError): Transform {
  let length = 0;
  const body = new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      length += chunk.length;
      if (length > limitBytes) done(tooLarge());
      else done(null, chunk);
    },
  });
  // Who sends it is told; nobody may have begun yet.
  body.on('error', () => undefined);
  const left = (): void => {
    if (!message.complete) body.destroy(new StepgateError('110010', 'the client has left'));
  };
  message.once('error', left).once('close', left);
  allowLongBody(message);
  message.pipe(body);
  return body;
}
