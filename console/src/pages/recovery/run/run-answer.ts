import { requestAnswer } from '../../../api/client.ts';
import { parseJson } from '../../../api/json.ts';

/** What the client of a run would have got. */
export interface RunAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** Of a JSON answer. */
  readonly json?: unknown;
}

interface Recovery {
  readonly trx: string;
  readonly revision: number;
  readonly version?: 'active';
}

/** Resumes a run; resolves with its answer, whatever that is. @throws ApiError it cannot be resumed. */
export async function recoverRun(recovery: Recovery): Promise<RunAnswer> {
  const { trx } = recovery;
  const isOfRun = ({ headers }: Response): boolean => headers.get('trx') === trx;
  const response = await requestAnswer('post', '/suspend/recover', { body: recovery }, isOfRun);
  const contentType = response.headers.get('content-type') ?? '';
  const text = await response.text();
  return { status: response.status, contentType, text, ...(/\bjson\b/.test(contentType) && jsonOf(text)) };
}

function jsonOf(text: string): { json?: unknown } {
  try {
    return { json: parseJson(text) };
  } catch {
    return {};
  }
}
