import { useLanguage } from '../i18n/use-text.ts';
import { formatAgo, formatTime } from './format.ts';
import { useNow } from './use-now.ts';

interface TimeProps {
  /** ISO 8601, or epoch milliseconds; null: nothing is shown. */
  readonly at: string | number | null | undefined;
  /** `3 min ago`, with the time itself in the tooltip. */
  readonly isRelative?: boolean;
  readonly withMilliseconds?: boolean;
}

/** A time in the reader's language and time zone. */
export function Time({ at, isRelative = false, withMilliseconds = false }: TimeProps) {
  const language = useLanguage();
  const now = useNow();
  if (at === null || at === undefined) return null;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  const exact = formatTime(ms, language, withMilliseconds);
  const iso = new Date(ms).toISOString();
  // The browser's own tooltip: a list has many of them.
  return (
    <time
      dateTime={iso}
      title={isRelative ? exact : iso}
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
    >
      {isRelative ? formatAgo(ms, Math.max(ms, now), language) : exact}
    </time>
  );
}
