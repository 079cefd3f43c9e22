import { Type } from 'typebox';
import type { TObjectOptions, TProperties, TSchema } from 'typebox';
import { MOST_COUNTED, NEXT_PATTERN } from '../store/result-page.ts';
import { METADATA_NAME } from '../rule/metadata-limits.ts';
import type { Metadata } from '../rule/metadata.ts';
import { roles } from './role.ts';

/** The id of a row. */
export const Id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/** Who did something; 0: the command line, or a file that was loaded. */
export const OperatorId = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** ISO 8601 UTC with milliseconds, as it is answered. */
export const Time = Type.String({ format: 'date-time' });

/** `null` or what `schema` says. */
export function Nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** One of these words. */
export function OneOf<const T extends string>(words: readonly T[], description?: string) {
  return Type.Unsafe<T>({ type: 'string', enum: [...words], ...(description !== undefined && { description }) });
}

export const RoleName = OneOf(roles);

export const Language = OneOf(['js', 'ts']);

export const Username = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]*$',
  maxLength: 100,
  description: 'letters, digits, . _ @ and -, a letter or digit first',
});

/** A password to be set. */
export const Password = Type.String({ minLength: 8, maxLength: 1024 });

/** A JSON object of any content. */
export const AnyObject = Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true });

/** An object that is merged into the context of a kept run. */
export const MergePatch = Type.Unsafe<Record<string, unknown>>({
  type: 'object',
  additionalProperties: true,
  description:
    'merged into the context (RFC 7396): null removes, what is not named stays, a mask keeps what is behind it',
});

/** Which entries of a list: `page` and `count`, from 1, or `after`. */
export const paging = {
  page: Type.Integer({
    ...{ minimum: 1, maximum: 1_000_000_000, default: 1 },
    description: `reaches the first ${MOST_COUNTED} entries`,
  }),
  count: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  after: Type.Optional(
    Type.String({
      pattern: NEXT_PATTERN,
      description: '`next` of an answer with the same filters: the entries behind it; `page` does not count then',
    }),
  ),
};

const instant = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

/** A span of time in a filter, both ends included. */
export const span = {
  start: instant('not before this time'),
  end: instant('not after this time'),
};

/** Stands for all filters `metadata.NAME`: a document of an API cannot say more. */
const ANY_METADATA = 'metadata.NAME';

const metadataFilters = { patternProperties: { [String.raw`^metadata\.${METADATA_NAME}$`]: { type: 'string' } } };

/** Filters of what is noted of runs. */
export const metadataFilter = {
  [ANY_METADATA]: Type.Optional(
    Type.String({ description: 'runs of which this is noted under NAME, which is any: metadata.order=A-17' }),
  ),
};

/** The filters `metadata.NAME` of a list. */
export function metadataOf(filters: object): { metadata?: Metadata } {
  const found = Object.entries(filters as Record<string, string>).filter(([name]) => name.startsWith('metadata.'));
  if (found.length === 0) return {};
  return { metadata: Object.fromEntries(found.map(([name, value]) => [name.slice('metadata.'.length), value])) };
}

/** What is noted of a run. */
export const NotedOfRun = Type.Optional(
  Type.Unsafe<Metadata>({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'what its rule, or who began it, notes of the run',
  }),
);

/** Of a run, in examples. */
export const EXAMPLE_TRX = 'TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12';

/** The id of a run. */
export const Trx = Type.String({ examples: [EXAMPLE_TRX] });

/** The description of fields that are accepted and ignored. */
export const IGNORED = 'ignored';

/**
 * A body. `operator` and `operator_id` come from the caller's identity: a body that still has them is accepted, and
 * they are ignored. Any other unknown field is an error.
 * @param example shown in the document; a gateway with the sample rules takes it as it stands.
 */
export function Body<T extends TProperties>(fields: T, example: Readonly<Record<string, unknown>>) {
  return Type.Object(
    {
      ...fields,
      operator: Type.Optional(Type.Unknown({ description: IGNORED })),
      operator_id: Type.Optional(Type.Unknown({ description: IGNORED })),
    },
    { additionalProperties: false, examples: [example] },
  );
}

/** A body with such fields, or none. */
export function OptionalBody<T extends TProperties>(fields: T, example: Readonly<Record<string, unknown>>) {
  return { ...Body(fields, example), type: ['object', 'null'] };
}

/** A query. An unknown parameter is an error: a filter with a slip of the pen would find everything. */
export function Query<T extends TProperties>(fields: T) {
  return Filter(fields);
}

/** The filters of a list, in a query or a body. */
export function Filter<T extends TProperties>(fields: T, options: TObjectOptions = {}) {
  return Type.Object(fields, {
    ...options,
    additionalProperties: false,
    ...(ANY_METADATA in fields && metadataFilters),
  });
}

/** Epoch milliseconds as they are answered. */
export function time(ms: number): string {
  return new Date(ms).toISOString();
}

/** A filter's span in epoch milliseconds. */
export function spanOf({ start, end }: { readonly start?: string; readonly end?: string }): {
  start?: number;
  end?: number;
} {
  return {
    ...(start !== undefined && { start: Date.parse(start) }),
    ...(end !== undefined && { end: Date.parse(end) }),
  };
}
