import type { Failure } from './answer.ts';
import type { KeptRun } from './port.ts';

/** A failure as columns. */
export function failureColumns(failure: Failure | null): Pick<KeptRun, 'errCode' | 'errMsg' | 'errComponent'> {
  const { error, component } = failure ?? { error: null, component: null };
  return { errCode: error?.code ?? null, errMsg: error?.message ?? null, errComponent: component };
}
