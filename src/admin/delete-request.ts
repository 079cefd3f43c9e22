import { Type } from 'typebox';
import { wrongField } from '../error.ts';
import { Id, OptionalBody, Query } from './field.ts';

const fields = {
  id: Type.Optional(Id),
  force: Type.Optional(Type.Boolean()),
};

interface DeleteFields {
  readonly id?: number;
  readonly force?: boolean;
}

/** What a DELETE takes, in its body or, as some clients send none with DELETE, in its query. */
export const deleteRequest = {
  querystring: Query(fields),
  body: Type.Unsafe<DeleteFields | null>(OptionalBody(fields, { id: 2 })),
};

/** @throws StepgateError 000400 without an id. */
export function deleteInput(request: { readonly query: DeleteFields; readonly body: DeleteFields | null }): {
  readonly id: number;
  readonly force: boolean;
} {
  const id = request.body?.id ?? request.query.id;
  const force = request.body?.force ?? request.query.force ?? false;
  if (id !== undefined) return { id, force };
  throw wrongField('request.body.id', 'is required');
}
