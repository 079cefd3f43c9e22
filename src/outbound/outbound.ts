import type { Signal } from '../abort.ts';

/** One HTTP call, encoded. */
export interface HttpCall {
  readonly method: string;
  /** Absolute, http or https. */
  readonly url: string;
  /** Name, value, name, value, … */
  readonly headers: readonly string[];
  /** Headers that were checked, or that are the gateway's own, with those that every call has: nobody looks at them again. */
  readonly checked?: readonly string[] | undefined;
  readonly body?: string | Uint8Array;
  /** Wall clock from dialling to the last byte. */
  readonly timeoutMs: number;
  readonly signal?: Signal;
  /** PEM texts. */
  readonly tls?: { readonly cert?: string; readonly key?: string; readonly ca?: string } | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; repeated ones as arrays. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** Decompressed. */
  readonly body: Buffer;
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
  close(): Promise<void>;
}
