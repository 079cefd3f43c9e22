import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { wrongField } from '../error.ts';
import { MOST_COUNTED } from '../store/result-page.ts';
import type { Page, PagePosition } from '../store/result-page.ts';
import { Nullable } from './field.ts';

const failureFields = {
  code: Type.String({ description: 'A code of the catalogue: 000400, 000401, …' }),
  msg: Type.String(),
  trx: Type.Optional(Type.String()),
  errors: Type.Optional(
    Type.Array(
      Type.Object(
        {
          path: Type.Optional(Type.String({ description: 'The refused field: request.body.name' })),
          pointer: Type.Optional(Type.String({ description: 'JSON pointer into the rule: /components/0/1/url' })),
          message: Type.String(),
        },
        { additionalProperties: true },
      ),
    ),
  ),
};

const Refusal = Type.Object(failureFields, {
  description: 'The call was refused; nothing was done',
  examples: [
    {
      code: '000400',
      msg: 'request.query.count must be <= 100',
      errors: [{ path: 'request.query.count', message: 'must be <= 100' }],
    },
  ],
});

const Failure = Type.Object(failureFields, {
  description: 'Failure',
  examples: [{ code: '000503', msg: 'the database is away' }],
});

/** Bodies for every status that is none of success. */
const failures = { '4xx': Refusal, '5xx': Failure };

/** The schema of a successful answer with this `data`. */
export function Success<T extends TSchema>(data: T) {
  return Type.Object({ code: Type.Literal(200), msg: Type.Literal('success'), data }, { description: 'Success' });
}

/** The `response` of a route that answers 200. */
export function answers<T extends TSchema>(data: T) {
  return { 200: Success(data), ...failures };
}

/** The `response` of a route that makes something. */
export function creates<T extends TSchema>(data: T) {
  return { 201: Success(data), ...failures };
}

/** The `response` of a route that begins something which goes on. */
export function accepts<T extends TSchema>(data: T) {
  return { 202: Success(data), ...failures };
}

/** `data` of a list. */
export function PageOf<T extends TSchema>(item: T) {
  return Type.Object({
    list: Type.Array(item),
    total: Type.Integer({ description: `entries that the filters find, ${MOST_COUNTED} where there are more` }),
    total_exact: Type.Boolean(),
    page: Type.Integer(),
    count: Type.Integer(),
    next: Nullable(Type.String({ description: 'gives the entries behind these as `after`; null: there are none' })),
  });
}

/** The successful answer with this `data`. */
export function success<T>(data: T): { code: 200; msg: 'success'; data: T } {
  return { code: 200, msg: 'success', data };
}

/**
 * Entries of a list, as they are answered.
 * @throws StepgateError 000400 for a page behind the last that pages by their number reach.
 */
export function paged<T, U>(
  { list, total, isTotalExact, next }: Page<T>,
  { page = 1, count, after }: PagePosition,
  shown: (item: T) => U,
) {
  if (after === undefined && !isTotalExact && (page - 1) * count >= MOST_COUNTED)
    throw wrongField(
      'request.query.page',
      `reaches the first ${MOST_COUNTED} entries; go on with the \`next\` of an answer as \`after\``,
    );
  return success({ list: list.map(shown), total, total_exact: isTotalExact, page, count, next });
}
