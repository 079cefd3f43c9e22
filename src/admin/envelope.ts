import { Type } from 'typebox';
import type { TSchema } from 'typebox';

/** A failure's body, for every status that is none of success. */
export const Failure = Type.Object(
  {
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
  },
  { description: 'Failure' },
);

/** The schema of a successful answer with this `data`. */
export function Success<T extends TSchema>(data: T) {
  return Type.Object({ code: Type.Literal(200), msg: Type.Literal('success'), data }, { description: 'Success' });
}

/** The `response` of a route that answers 200. */
export function answers<T extends TSchema>(data: T) {
  return { 200: Success(data), '4xx': Failure, '5xx': Failure };
}

/** The `response` of a route that makes something. */
export function creates<T extends TSchema>(data: T) {
  return { 201: Success(data), '4xx': Failure, '5xx': Failure };
}

/** `data` of a list. */
export function PageOf<T extends TSchema>(item: T) {
  return Type.Object({
    list: Type.Array(item),
    total: Type.Integer(),
    page: Type.Integer(),
    count: Type.Integer(),
  });
}

/** The successful answer with this `data`. */
export function success<T>(data: T): { code: 200; msg: 'success'; data: T } {
  return { code: 200, msg: 'success', data };
}

/** One page of a list, as it is answered. */
export function paged<T, U>(
  found: { readonly list: readonly T[]; readonly total: number },
  { page, count }: { readonly page: number; readonly count: number },
  shown: (item: T) => U,
): { code: 200; msg: 'success'; data: { list: U[]; total: number; page: number; count: number } } {
  return success({ list: found.list.map(shown), total: found.total, page, count });
}
