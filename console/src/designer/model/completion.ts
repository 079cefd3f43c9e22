import type { Source } from './sources.ts';

/** What can be completed at a caret. */
export interface Completion {
  /** What an entry replaces. */
  readonly from: number;
  readonly to: number;
  /** What is typed of the placeholder, without its brace. */
  readonly typed: string;
  /** Those that begin with it first, then those that hold it. */
  readonly entries: readonly Source[];
}

/** A brace that is not closed before the caret, and what may be the beginning of a path. */
const OPEN = /\\?\{((?:[\p{L}_$][\p{L}\p{M}\d_.$["\]-]*)?)$/u;
/** The rest of the placeholder that the caret stands in. */
const REST = /^[\p{L}\p{M}\d_.$["\]-]*\}/u;
/** Further back no placeholder begins: what is looked at stays short. */
const LONGEST = 512;

/** Completion within `{…}` of a text; undefined where the caret is in no placeholder. */
export function completionAt(text: string, caret: number, sources: readonly Source[]): Completion | undefined {
  const start = Math.max(0, caret - LONGEST);
  const open = OPEN.exec(text.slice(start, caret));
  if (open === null || open[0].startsWith('\\')) return undefined;
  const typed = open[1] ?? '';
  const rest = REST.exec(text.slice(caret, caret + LONGEST))?.[0] ?? '';
  return { from: start + open.index, to: caret + rest.length, typed, entries: matching(sources, typed.toLowerCase()) };
}

function matching(sources: readonly Source[], typed: string): Source[] {
  const found = sources.filter(({ label }) => label.toLowerCase().includes(typed));
  const begins = (one: Source) => one.label.toLowerCase().startsWith(typed);
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
