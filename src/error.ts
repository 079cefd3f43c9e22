import { kindOfCode } from './error-kind.ts';
import type { ErrorKind } from './error-kind.ts';

/**
 * The one error type and the one catalogue. `docs/errors.md` is generated from the catalogue.
 * Callers look at `code`; messages are for people.
 */

interface CatalogueEntry {
  /** HTTP status answered when nothing says otherwise. */
  readonly status: number;
  /** Whether another attempt of the same call may succeed. */
  readonly retryable: boolean;
  /** When it happens. */
  readonly when: string;
  /** What the reader can do about it. */
  readonly action: string;
}

/** Every error code Stepgate gives out by itself. */
export const catalogue = {
  '000202': entry(202, 'The run rests, and goes on by itself.', 'Read its result at `Location`.'),
  '000400': entry(400, 'The request is refused by the rule, or malformed.', 'Correct the fields named in `errors`.'),
  '000401': entry(
    401,
    'No credentials, or wrong or expired ones.',
    'Sign in with POST /api/v1/login, or send a valid API token.',
  ),
  '000403': entry(403, 'The caller may not do this.', 'Ask an admin for a role that may.'),
  '000404': entry(404, 'No such rule, or admin object.', 'Check the path, the id or the name.'),
  '000405': entry(405, 'The path exists with other methods.', 'Use one of the methods in the `Allow` header.'),
  '000406': entry(
    406,
    'The rule answers in no form that `Accept` takes.',
    'Name one of those in the message, or `*/*`.',
  ),
  '000408': entry(408, 'The request did not arrive in time.', 'Send the whole request within 30 s.'),
  '000409': entry(409, 'A conflict: already recovering, ended, active, taken.', 'Read the object again, then decide.'),
  '000413': entry(
    413,
    'The request body is too large.',
    "Send less, or raise STEPGATE_BODY_LIMIT or the rule's `bodyLimit`.",
  ),
  '000415': entry(
    415,
    'The request has a content type or encoding that the rule does not take.',
    "Send the content type of the rule's `request.type`; compressed by gzip, deflate or br, or not at all.",
  ),
  '000422': entry(422, 'The idempotency key was used with another payload.', 'Use a new key for a new payload.'),
  '000429': entry(429, 'Too many requests.', 'Wait as long as `Retry-After` says.'),
  '000503': entry(503, 'Overloaded, draining, or the database is away.', 'Send the request again after `Retry-After`.'),
  '110000': entry(500, 'A bug in the gateway.', 'Report it with the trx; the log holds the cause.'),
  '110001': entry(500, 'A script is missing or does not compile.', 'Save the script under that name, or correct it.'),
  '110002': entry(500, 'A script threw.', 'Correct the script at the line in the message.'),
  '110003': entry(
    500,
    'A script returned what cannot be JSON, or too much; a template gives over 16 MiB; or a kept run would hold over 64 MiB.',
    'Return plain data under 4 MiB; keep less.',
  ),
  '110004': entry(
    500,
    'A condition failed or is not a bool, a template cannot be evaluated, a value that a URL needs is missing, or a response cannot be written.',
    'Guard missing values: `({x} ?? [])`, or a `condition` on the component.',
  ),
  '110005': entry(500, 'A wrong argument to a `ctx` method.', 'Pass what the message says is expected.'),
  '110006': entry(
    502,
    'The upstream answered, and the answer is refused.',
    "Look at the upstream's answer in the run log: `answer` in `request_logs`, for rules with `record` or `suspend`.",
  ),
  '110007': entry(
    502,
    'The upstream was not reached (502) or did not answer in time (504).',
    'Check that it is up and reachable.',
    true,
  ),
  '110008': entry(422, 'A script called `ctx.break`.', 'Nothing: the script decided so.'),
  '110009': entry(202, 'A script called `ctx.suspend`.', 'Recover the run when its reason is gone.'),
  '110010': entry(409, 'The run was cancelled.', 'Nothing: an operator decided so.'),
  '110012': entry(504, 'A script passed its time limit.', "Make it faster, or raise the component's `timeout`."),
  '110013': entry(
    500,
    'A script exhausted its memory, or its sandbox process was lost.',
    'Hold less in memory, or raise STEPGATE_SANDBOX_MEMORY.',
  ),
  '110014': entry(504, "The run passed the rule's `timeout`.", "Make it faster, or raise the rule's `timeout`."),
  '110015': entry(502, 'A call to a denied address.', 'Allow exactly that address with STEPGATE_EGRESS_ALLOW.'),
  '110016': entry(504, '`until` never held.', 'Look at what the component answers; raise `max` or `every`.'),
  '110017': entry(
    504,
    'Nobody called back or approved in time.',
    "Recover the run, which waits anew; or raise the wait's `timeout`.",
  ),
  '110018': entry(413, 'A `foreach` over too many elements.', 'Send fewer, or raise `maxItems` (at most 100,000).'),
  '110019': entry(508, 'More than 8 runs inside each other.', 'Look for a rule that calls itself, by others too.'),
  '110020': entry(504, 'The run expired in its queue.', 'Raise `expires`, or the concurrency of the queue.'),
} as const satisfies Record<string, CatalogueEntry>;

function entry(status: number, when: string, action: string, retryable = false): CatalogueEntry {
  return { status, retryable, when, action };
}

/** A code of the catalogue. */
export type ErrorCode = keyof typeof catalogue;

/** One thing that is wrong with a request (`path`) or a rule (`pointer`). */
export interface ErrorDetail {
  readonly path?: string;
  readonly pointer?: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly severity?: 'error' | 'warning';
  readonly line?: number;
  readonly column?: number;
  readonly file?: string;
  /** Of a kept run that was changed meanwhile: what it is at now, and who was it. */
  readonly revision?: number;
  readonly status?: string;
  readonly operator?: string | null;
  readonly action?: string | null;
  readonly at?: string;
}

export interface ErrorOptions {
  readonly cause?: unknown;
  /** Overrides the catalogue's HTTP status. */
  readonly status?: number;
  /** Overrides the catalogue's verdict. */
  readonly retryable?: boolean;
  /** Overrides what the code says of it. */
  readonly kind?: ErrorKind | undefined;
  /** Why a call got no answer. */
  readonly reason?: 'timeout' | 'connect' | 'reset';
  /** The request had been sent, and nothing tells whether it has taken effect. */
  readonly uncertain?: boolean;
  /** All the details, where there are several. */
  readonly errors?: readonly ErrorDetail[];
  /** The wait that the upstream, or the gateway itself, asks for (`Retry-After`). */
  readonly retryAfterMs?: number;
  /** Methods that would have been allowed (405). */
  readonly allow?: readonly string[];
}

/** Whether `code` is one of the catalogue. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}

/** The one error type. `code` is of the catalogue, or a script's own (`ctx.suspend`, `ctx.break`). */
export class StepgateError extends Error {
  override readonly name = 'StepgateError';
  readonly code: string;
  /** HTTP status of an answer made from this error. */
  readonly status: number;
  readonly retryable: boolean;
  readonly reason: ErrorOptions['reason'];
  readonly uncertain: boolean;
  readonly errors: readonly ErrorDetail[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly allow: readonly string[] | undefined;
  readonly #kind: ErrorKind | undefined;

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const known: CatalogueEntry | undefined = isErrorCode(code) ? catalogue[code] : undefined;
    this.code = code;
    this.status = options.status ?? known?.status ?? 500;
    this.retryable = options.retryable ?? known?.retryable ?? false;
    this.reason = options.reason;
    this.uncertain = options.uncertain ?? false;
    this.errors = options.errors;
    this.retryAfterMs = options.retryAfterMs;
    this.allow = options.allow;
    this.#kind = options.kind;
  }

  get kind(): ErrorKind {
    return this.#kind ?? kindOfCode(this.code, this.status);
  }

  /** This error, saying `message`. */
  withMessage(message: string): StepgateError {
    return message === this.message
      ? this
      : new StepgateError(this.code, message, { ...this.#options(), cause: this.cause });
  }

  #options(): ErrorOptions {
    const { status, retryable, reason, uncertain, errors, retryAfterMs, allow } = this;
    return {
      status,
      retryable,
      uncertain,
      ...(this.#kind && { kind: this.#kind }),
      ...(reason && { reason }),
      ...(errors && { errors }),
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(allow && { allow }),
    };
  }
}

/** The refusal of one field of a request: 000400. @param path of the field, `request.body.data`. */
export function wrongField(path: string, message: string): StepgateError {
  return new StepgateError('000400', `${path} ${message}`, { errors: [{ path, message }] });
}

/** Any thrown value as a StepgateError; what is not one already is a bug in the gateway (110000), its cause kept for the log only. */
export function toStepgateError(thrown: unknown): StepgateError {
  if (thrown instanceof StepgateError) return thrown;
  return new StepgateError('110000', 'an internal error; the log holds the cause under this trx', { cause: thrown });
}
