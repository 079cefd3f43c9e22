import assert from 'node:assert/strict';
import type { Gateway, Reply } from '../fixture/gateway.ts';

/** A version of a rule, as the admin API gives it. */
export interface Version {
  id: number;
  name: string;
  method: string;
  rule: Record<string, unknown>;
  desc: string;
  version: unknown;
  status: boolean;
  operator: string;
  operator_id: unknown;
  created_at: string;
  updated_at: string;
  warnings: { severity: string; pointer: string; message: string; suggestion?: string }[];
}

type Refused = Reply<{ code: string; msg: string; errors?: { path?: string; pointer?: string; message: string }[] }>;

/** A rule that answers so. */
export const saying = (body: unknown): Record<string, unknown> => ({ response: { body } });

/** What the admin API does with rules: saves them, or refuses. */
export function rulesOver(gateway: () => Gateway) {
  async function add(name: string, rule: unknown, more: Record<string, unknown> = {}): Promise<Version> {
    const saved = await gateway().api<Version>('POST', 'rule', { name, method: 'GET', rule, ...more });
    assert.deepEqual([saved.status, saved.body.code, saved.body.msg], [201, 200, 'success'], saved.text);
    return saved.body.data;
  }

  async function refused(method: string, path: string, body?: unknown, status = 400): Promise<Refused['body']> {
    const answer = (await gateway().api(method, path, body)) as unknown as Refused;
    const code = `000${status}`;
    assert.deepEqual([answer.status, answer.body.code], [status, code], `${method} ${path}: ${answer.text}`);
    assert.equal(typeof answer.body.msg, 'string');
    return answer.body;
  }

  return { add, refused };
}
