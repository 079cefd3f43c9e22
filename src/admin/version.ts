import { Type } from 'typebox';
import type { Static } from 'typebox';
import { StepgateError } from '../error.ts';
import type { Operator, VersionFilter, VersionRef } from '../store/store.ts';
import { Body, Id, OperatorId, Query, Time, paging, span, spanOf, time } from './field.ts';

/** What rules and scripts have in common: immutable versions, one of a name active. */

/** Fields of every version. */
export const versionFields = {
  id: Id,
  name: Type.String(),
  desc: Type.String(),
  version: Type.String(),
  status: Type.Boolean({ description: 'true: the active version' }),
  operator: Type.String(),
  operator_id: Type.Integer(),
  created_at: Time,
  updated_at: Time,
};

interface VersionRow {
  readonly id: number;
  readonly name: string;
  readonly desc: string;
  readonly version: string;
  readonly active: boolean;
  readonly operator: string;
  readonly operatorId: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A version as it is answered, without its content. */
export function versionHead(row: VersionRow) {
  const { id, name, desc, version, active, operator, operatorId, createdAt, updatedAt } = row;
  return {
    id,
    name,
    desc,
    version,
    status: active,
    operator,
    operator_id: operatorId,
    created_at: time(createdAt),
    updated_at: time(updatedAt),
  };
}

export const VersionPageQuery = Query({
  ...paging,
  name: Type.Optional(Type.String({ description: 'prefix of the name' })),
  method: Type.Optional(Type.String()),
  status: Type.Optional(Type.Boolean({ description: 'true: only active versions' })),
  operator_id: Type.Optional(OperatorId),
  ...span,
});

/** The store's filter of a page's query. */
export function versionFilter(query: Static<typeof VersionPageQuery>): VersionFilter {
  const { name, method, status, operator_id: operatorId } = query;
  return {
    ...(name !== undefined && { name }),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(status !== undefined && { active: status }),
    ...(operatorId !== undefined && { operatorId }),
    ...spanOf(query),
  };
}

interface RefQuery {
  readonly id?: number;
  readonly version?: string;
  readonly name?: string;
  readonly method?: string;
}

/** Which version a query means: by id, by version, or by what else names one. */
export function versionRef({ id, version, name, method }: RefQuery, needsMethod: boolean): VersionRef {
  if (id !== undefined) return { id };
  if (version !== undefined) return { version };
  if (name !== undefined && needsMethod && method !== undefined) return { name, method: method.toUpperCase() };
  if (name !== undefined && !needsMethod) return { name };
  const missing = name === undefined ? 'id' : 'method';
  const message = needsMethod
    ? 'is required: give id, version, or name and method'
    : 'is required: give id, version or name';
  throw new StepgateError('000400', `request.query.${missing} ${message}`, {
    errors: [{ path: `request.query.${missing}`, message }],
  });
}

export const SwitchBody = Body({ id: Id }, { id: 1 });

interface Removing {
  remove(id: number, force: boolean, operator: Operator): Promise<'removed' | 'missing' | 'active'>;
}

/** @throws StepgateError 000404 no such version, 000409 it is active and `force` is not given. */
export async function removeVersion(
  store: Removing,
  what: string,
  id: number,
  force: boolean,
  operator: Operator,
): Promise<void> {
  const outcome = await store.remove(id, force, operator);
  if (outcome === 'missing') throw noSuch(what, { id });
  if (outcome === 'active') {
    throw new StepgateError(
      '000409',
      `${what} ${id} is the active version; activate another one, or add "force": true`,
    );
  }
}

/** 000404 for an object of the admin API, named by what it was looked for with. */
export function noSuch(what: string, by: object): StepgateError {
  const named = Object.entries(by).map(([name, value]) => `${name} ${String(value)}`);
  return new StepgateError('000404', `there is no ${what} with ${named.join(' and ')}`);
}
