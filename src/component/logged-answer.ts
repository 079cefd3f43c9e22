import { charsetOf } from '../http-header.ts';
import { readableText } from '../codec/text.ts';
import type { LoggedAnswer } from '../engine/run-log.ts';
import type { HttpAnswer } from '../outbound/outbound.ts';

const SHOWN_BYTES = 4096;
/** Masked before it is cut: what is left of a secret that was cut is found no more. No secret is larger. */
const MASKED_BYTES = 64 * 1024;

/** An answer as a run log shows it. Its headers are masked where the log is written. */
export function loggedAnswer(answer: HttpAnswer, maskText: (text: string) => string): LoggedAnswer {
  const { status, headers, body } = answer;
  const start = readableText(body.subarray(0, MASKED_BYTES), charsetOf(contentTypeOf(answer)));
  return { status, header: headers, body: cut(maskText(start)) };
}

/** The last counts, where there are several. */
export function contentTypeOf({ headers }: HttpAnswer): string | undefined {
  const contentType = headers['content-type'];
  return typeof contentType === 'string' ? contentType : contentType?.at(-1);
}

/** Whole characters of the first 4 KiB in UTF-8. */
function cut(text: string): string {
  const bytes = Buffer.from(text.slice(0, SHOWN_BYTES)).subarray(0, SHOWN_BYTES);
  // A stream's decoder keeps back the character that is not whole.
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}
