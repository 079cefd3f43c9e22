/** One refused field of a request, or place of a rule. */
export interface ApiErrorDetail {
  /** `request.body.name` */
  readonly path?: string;
  /** A JSON pointer into the rule. */
  readonly pointer?: string;
  readonly message: string;
  /** Of a run that has changed meanwhile: what it is now, and who did it (null: the gateway itself). */
  readonly revision?: number;
  readonly status?: string;
  readonly operator?: string | null;
  readonly action?: string | null;
  /** ISO 8601 */
  readonly at?: string;
}

interface ApiErrorFields {
  /** Of the catalogue (`docs/errors.md`): `000404`; `network` when no answer came. */
  readonly code: string;
  readonly msg: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly trx?: string;
  readonly errors?: readonly ApiErrorDetail[];
  readonly retryAfterSeconds?: number;
}

/** What the REST API refused, or that it could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly trx: string | undefined;
  readonly errors: readonly ApiErrorDetail[];
  readonly retryAfterSeconds: number | undefined;

  constructor({ code, msg, status, trx, errors = [], retryAfterSeconds }: ApiErrorFields) {
    super(msg);
    this.code = code;
    this.status = status;
    this.trx = trx;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** What was said of the field `name` of the body: for the field's own error text. */
  of(name: string): string | undefined {
    return this.errors.find(({ path }) => path === `request.body.${name}`)?.message;
  }
}
