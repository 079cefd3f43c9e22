import { useLanguage } from '../i18n/use-text.ts';
import { formatAgo, formatTime } from './format.ts';
import { useNow } from './use-now.ts';

interface TimeProps {
  /** ISO 8601, or epoch milliseconds; null: nothing is shown. */
  readonly at: string | number | null | undefined;
  /** `3 min ago`, `in 2 hr`, with the time itself in the tooltip. */
  readonly isRelative?: boolean;
  readonly withMilliseconds?: boolean;
}

const CLOSE_MS = 15_000;

/** A time in the reader's language and time zone. */
export function Time({ at, isRelative = false, withMilliseconds = false }: TimeProps) {
  const language = useLanguage();
  const now = useNow();
  if (at === null || at === undefined) return null;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  // What has just happened is not in the future: the time that is known is some seconds old.
  const isAhead = ms - now > CLOSE_MS;
  const exact = formatTime(ms, language, withMilliseconds);
  const iso = new Date(ms).toISOString();
  // The browser's own tooltip: a list has many of them.
  return (
    <time
      dateTime={iso}
      title={isRelative ? exact : iso}
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
    >
      {isRelative ? formatAgo(ms, isAhead ? now : Math.max(ms, now), language) : exact}
    </time>
  );
}
