import type { FindProxy } from './proxy.ts';
import { parseTarget, withProxy, type Target } from './target.ts';

/** Characters of the URLs of which is kept what was read of them: most calls go to the same few. Over it all is dropped. */
const KEPT_CHARS = 1024 * 1024;

/** What is read of URLs, and over which proxy they are called. @throws StepgateError as `parseTarget`. */
export function createTargets(findProxy: FindProxy | undefined): (url: string) => Target {
  const targets = new Map<string, Target>();
  let keptChars = 0;
  return (url) => {
    const known = targets.get(url);
    if (known) return known;
    const parsed = parseTarget(url);
    const target = findProxy ? withProxy(parsed, findProxy) : parsed;
    keptChars += url.length;
    if (keptChars > KEPT_CHARS) {
      targets.clear();
      keptChars = url.length;
    }
    if (url.length <= KEPT_CHARS) targets.set(url, target);
    return target;
  };
}
