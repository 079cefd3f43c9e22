import type { Readable } from 'node:stream';
import type { Signal } from '../abort.ts';
import type { AnswerStream } from './answer-stream.ts';

/** One HTTP call, encoded. */
export interface HttpCall {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];
  /** Headers that were checked, or that are the gateway's own, with those that every call has: nobody looks at them again. */
  readonly checked?: readonly string[] | undefined;
  /** A stream is sent as it comes, once, on a new connection. */
  readonly body?: string | Uint8Array | Readable;
  /** Of a stream, in bytes; undefined: not known. */
  readonly bodyLength?: number | undefined;
  /** Wall clock from dialling to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: Signal;
  /** HTTP/2 where the upstream offers it in TLS. */
  readonly http2?: boolean | undefined;
  /** PEM texts. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string } | undefined;
}

/** An answer without its body. */
export interface AnswerHead {
  readonly status: number;
  /** Names in lower case; repeated ones as arrays. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

export interface HttpAnswer extends AnswerHead {
  /** Decompressed. */
  readonly body: Buffer;
}

/** An answer whose body is still to come. */
export interface OpenAnswer extends AnswerHead {
  /** As it comes over the wire; to be read to its end, or destroyed. */
  readonly body: AnswerStream;
}

/** What a StepgateError of `send` has where headers had come: the answer that is refused. */
export interface RefusedAnswer {
  /** Its body as far as it was read, at most 64 KiB; empty where its coding is not known. */
  readonly answer: HttpAnswer;
}

/** The HTTP client: egress rules on the address really dialled, TLS, limits; no redirects. */
export interface Outbound {
  /**
   * Sends the call once; once more on a new connection, where a used one dies before a byte of the answer has come.
   *
   * @throws StepgateError 110007 not reached (502) or no answer in time (504), 110006 a broken answer or one over
   * 10 MiB, 110015 a denied address. Aborts with the signal's own reason. Any status is an answer, not an error.
   */
  send(call: HttpCall): Promise<HttpAnswer>;
  /**
   * The same, of an answer that is passed on as it comes, of any size. `timeoutMs` counts to its headers, from there on
   * `idleMs` between two pieces. What ends the call later breaks off the body with the StepgateError.
   */
  open(call: HttpCall, idleMs: number): Promise<OpenAnswer>;
  close(): Promise<void>;
}
