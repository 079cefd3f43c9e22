import { Text } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { JsonTree } from '../../parts/json-tree.tsx';

interface MessageViewProps {
  /** Undefined: it is not known. */
  readonly value: unknown;
  readonly kind: 'request' | 'response';
}

/** The request that a run was begun with, or what it answered. */
export function MessageView({ value, kind }: MessageViewProps) {
  const text = useText();
  if (value === undefined) return <Text c="dimmed">{text(`run.no.${kind}`)}</Text>;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {text(`run.${kind}Lead`)}
      </Text>
      <JsonTree value={value} label={text(`run.tab.${kind}`)} rootPath={kind} openLevels={4} maxHeight="70vh" />
    </>
  );
}
