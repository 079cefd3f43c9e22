import { CodecError } from '../codec/codec-error.ts';
import { accepts, mediaType } from '../codec/content-type.ts';
import { decodeBody } from '../codec/decode.ts';
import { readableText } from '../codec/text.ts';
import type { ResolvedRequest } from '../engine/resolved-call.ts';
import { StepgateError } from '../error.ts';
import { charsetOf } from '../http-header.ts';
import type { Json } from '../json.ts';
import type { HttpAnswer } from '../outbound/outbound.ts';
import type { ResultScope } from '../rule/compiled.ts';
import { contentTypeOf } from './logged-answer.ts';

type Reading = Pick<ResolvedRequest['call'], 'responseType' | 'lists' | 'passes'>;

/**
 * The body of an answer, as the component says, else as its content type does. With a status outside 200..299, what does
 * not parse is its text: the status counts, not the page. So is what goes to the client unread.
 * @throws StepgateError 110006 it cannot be read so, at once or as the promise.
 */
export function readAnswer(call: Reading, answer: HttpAnswer): Json | Promise<Json> {
  return orElse(
    () => readBody(call, answer),
    (error) => {
      if (call.passes || answer.status < 200 || answer.status > 299)
        return readableText(answer.body, charsetOf(contentTypeOf(answer)));
      const message = `the upstream answered with status ${answer.status}, and its body ${error.message}`;
      throw new StepgateError('110006', message, { uncertain: true });
    },
  );
}

/** An answer that cannot be read: its body is text, once somebody asks for it. */
export class UnreadAnswer implements ResultScope {
  readonly #answer: HttpAnswer;

  constructor(answer: HttpAnswer) {
    this.#answer = answer;
  }

  get body(): string {
    return readableText(this.#answer.body, charsetOf(contentTypeOf(this.#answer)));
  }

  get status(): number {
    return this.#answer.status;
  }

  get header(): HttpAnswer['headers'] {
    return this.#answer.headers;
  }
}

function readBody({ responseType, lists }: Reading, answer: HttpAnswer): Json | Promise<Json> {
  const { body } = answer;
  const contentType = contentTypeOf(answer);
  const type = responseType ?? (body.length === 0 ? 'text' : typeOf(contentType));
  if (type === 'raw') return bytes(body, contentType);
  if (type !== 'unknown') return decodeBody(type, body, contentType, lists);
  return orElse(
    () => decodeBody('json', body),
    () =>
      orElse(
        () => decodeBody('text', body),
        () => bytes(body, undefined),
      ),
  );
}

/** As what a body of a content type is read; `unknown`: it does not say. */
function typeOf(contentType: string | undefined): 'json' | 'xml' | 'form' | 'text' | 'raw' | 'unknown' {
  if (contentType === undefined || mediaType(contentType) === '') return 'unknown';
  for (const type of ['json', 'xml', 'form'] as const) if (accepts(type, contentType)) return type;
  const media = mediaType(contentType);
  if (media === 'text/json') return 'json';
  return media.startsWith('text/') ? 'text' : 'raw';
}

function bytes(body: Buffer, contentType: string | undefined): Json {
  return { contentType: contentType ?? null, size: body.length, base64: body.toString('base64') };
}

/** What `read` gives, or what `otherwise` gives where it cannot be read. */
function orElse(
  read: () => Json | Promise<Json>,
  otherwise: (error: CodecError) => Json | Promise<Json>,
): Json | Promise<Json> {
  const unread = (error: unknown): Json | Promise<Json> => {
    if (error instanceof CodecError) return otherwise(error);
    throw error;
  };
  try {
    const value = read();
    return value instanceof Promise ? value.catch(unread) : value;
  } catch (error) {
    return unread(error);
  }
}
