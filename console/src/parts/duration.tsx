import { useLanguage } from '../i18n/use-text.ts';
import { formatDuration } from './format.ts';

/** A duration, in milliseconds; null: nothing is shown. */
export function Duration({ ms }: { readonly ms: number | null | undefined }) {
  const language = useLanguage();
  if (ms === null || ms === undefined) return null;
  return (
    <span style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>{formatDuration(ms, language)}</span>
  );
}
