import { StepgateError } from '../error.ts';
import type { JsonObject } from '../json.ts';

/** Names of the context that data of a run cannot have. */
const RESERVED = ['trx', 'logId', 'now', 'today', 'uuid', 'var', 'secret', 'error', 'callback'];

/** Data of an operator holds outputs and `request`. @throws StepgateError 000400. */
export function refuseReserved(data: JsonObject): void {
  const wrong = Object.keys(data).filter((name) => RESERVED.includes(name));
  if (wrong.length === 0) return;
  const errors = wrong.map((name) => ({
    path: `request.body.data.${name}`,
    message: 'is a reserved name; give outputs or `request`',
  }));
  throw new StepgateError('000400', `data.${wrong.join(', data.')} cannot be set`, { errors });
}
