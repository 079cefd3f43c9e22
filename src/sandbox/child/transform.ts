import type { IsolateHost, ScriptIsolate } from './isolate.ts';
import { local } from './local.ts';
import type { Finding, PreparedScript } from './script.ts';

/** An expression that is right is parsed in a fraction of it; JSONata's parser can take time without end. */
const PARSE_MS = 2000;

/** A transform runs as a script does that never waits: its expression is parsed where it runs. */
export function prepareTransform(expression: string, library: string): PreparedScript {
  return { ok: true, plain: false, blocks: false, promises: false, wrapped: expression, sourceMap: '[]', library };
}

/**
 * Finds what is wrong with expressions without evaluating them, one after the other, in an isolate of their own: it is
 * made with the first one, and anew when one had to be stopped.
 */
export function createExpressionChecker(
  createIsolate: (host: IsolateHost) => Promise<ScriptIsolate>,
  library: () => string,
): (expression: string) => Promise<readonly Finding[]> {
  // Nothing is run in it.
  const host: IsolateHost = { emit: () => undefined, callSync: () => Promise.resolve(''), local };
  let isolate: ScriptIsolate | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function check(expression: string): Promise<readonly Finding[]> {
    if (isolate === undefined) {
      isolate = await createIsolate(host);
      isolate.enter('library', 0, library());
    }
    try {
      const message = await isolate.refusalOf(expression, PARSE_MS);
      return message === undefined ? [] : [{ message }];
    } catch {
      isolate.dispose();
      isolate = undefined;
      return [{ message: 'the expression takes too long to parse, or too much memory; make it simpler' }];
    }
  }

  return (expression) => {
    const found = last.then(() => check(expression));
    last = found;
    return found;
  };
}
