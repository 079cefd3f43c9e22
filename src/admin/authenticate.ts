import type { FastifyRequest } from 'fastify';
import { StepgateError } from '../error.ts';
import type { Operator } from '../store/store.ts';
import type { Role, TokenRow, TokenStore } from '../store/accounts.ts';
import { mayDo } from './role.ts';
import { hashToken, isToken } from './token-secret.ts';

/** Who calls the admin API. */
export interface Caller {
  readonly kind: TokenRow['kind'];
  readonly userId: number;
  readonly username: string;
  readonly role: Role;
  /** How the caller is named in what it changes and in the audit log; of an API token `user/token`. */
  readonly operator: Operator;
  /** Of the token that it sent. */
  readonly tokenHash: string;
}

const BEARER = /^Bearer +(\S+)$/i;

/**
 * The caller behind the request's `Authorization: Bearer`, when it may do what `needed` may.
 * @throws StepgateError 000401 no token, or one that is wrong, expired or ended; 000403 its role is too low.
 */
export async function authenticate(tokens: TokenStore, request: FastifyRequest, needed: Role): Promise<Caller> {
  const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) {
    throw new StepgateError('000401', 'send `Authorization: Bearer TOKEN`; POST /api/v1/login gives a token');
  }
  const hash = hashToken(token);
  const row = isToken(token) ? await tokens.find(hash) : undefined;
  if (!row) throw new StepgateError('000401', 'the token is wrong, expired, or its session has ended; sign in again');
  if (!mayDo(row.role, needed)) {
    throw new StepgateError('000403', `this needs the role ${needed}, and the caller is ${row.role}`);
  }
  const { kind, userId, username, role } = row;
  const name = kind === 'api' ? `${username}/${row.name}` : username;
  return { kind, userId, username, role, tokenHash: hash, operator: { id: userId, name, ip: request.client.address } };
}

/** Who may operate, behind a request that need not have a token; undefined: there is none. @throws StepgateError 000401, 000403. */
export async function signedInOperator(tokens: TokenStore, request: FastifyRequest): Promise<Operator | undefined> {
  if (request.headers.authorization === undefined) return undefined;
  return (await authenticate(tokens, request, 'operator')).operator;
}
