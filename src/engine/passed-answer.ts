import type { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { namedByConnection } from '../http-header.ts';
import type { Json } from '../json.ts';
import type { ResultScope } from '../rule/compiled.ts';
import type { HeaderFields } from './header-fields.ts';

/** The body of an upstream's answer that goes to the client while it comes. */
export interface PassedStream extends Readable {
  /** Once it has ended. */
  readonly trailers: IncomingHttpHeaders;
  /** How long either end may be silent. */
  readonly idleMs: number;
  /** Resolves when the last byte has been taken; rejects with the StepgateError for which it has broken off. */
  readonly over: Promise<void>;
  /** The client gets no body, and that is no failure. */
  skip(): void;
}

/** The answer of the component that `response.from` names, as JSON: it may have to be kept. */
export interface PassedAnswer {
  readonly status: number;
  readonly header: NonNullable<ResultScope['header']>;
  /** As the component read it: for the run log. */
  readonly body: Json;
  /** The body's bytes; undefined: they go out as they come. */
  readonly base64?: string;
}

/** Headers of a connection (RFC 9110, 7.6.1), and the gateway's own. */
const NOT_PASSED = /^(?:connection|keep-alive|te|transfer-encoding|upgrade|trx|proxy-.*)$/;
/** They are about the bytes that came, which were decompressed. */
const OF_THE_BYTES = new Set(['content-encoding', 'content-length', 'trailer']);

/** The headers of an answer that are passed on with it. */
export function passedHeaders({ header, base64 }: PassedAnswer): HeaderFields {
  const named = namedByConnection(String(header.connection ?? ''));
  const fields = Object.create(null) as HeaderFields;
  for (const [name, value] of Object.entries(header)) {
    if (NOT_PASSED.test(name) || named.has(name) || (base64 !== undefined && OF_THE_BYTES.has(name))) continue;
    fields[name] = typeof value === 'string' ? value : [...value];
  }
  return fields;
}

/** What comes behind the body: fields that say how a message is read, or whose it is, are none of it (RFC 9110, 6.5.1). */
export function passedTrailers(trailers: IncomingHttpHeaders): IncomingHttpHeaders {
  const passed = Object.entries(trailers).filter(([name]) => !NOT_PASSED.test(name) && !OF_THE_BYTES.has(name));
  return Object.fromEntries(passed);
}
