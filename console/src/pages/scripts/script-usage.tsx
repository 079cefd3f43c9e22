import { Skeleton } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { UsageList } from '../../parts/usage-list.tsx';
import { useScriptUsage } from './use-scripts.ts';

/** The active rules that run a script. */
export function ScriptUsage({ name }: { readonly name: string }) {
  const text = useText();
  const usage = useScriptUsage(name);
  if (usage.isError) return <Failure error={usage.error} retry={() => void usage.refetch()} />;
  if (usage.data === undefined) return <Skeleton height={80} aria-hidden />;
  return <UsageList usage={usage.data} none={text('scripts.notUsed')} />;
}
