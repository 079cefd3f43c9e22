import { ActionIcon, Group, Text, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { ChevronsDownUp, ChevronsUpDown, Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useText } from '../i18n/use-text.ts';
import { CopyButton } from './copy-button.tsx';
import { holdersOf, jsonRows, searchJson } from './json-rows.ts';
import type { JsonRow } from './json-rows.ts';
import { JsonTreeRows } from './json-tree-rows.tsx';

interface JsonTreeProps {
  readonly value: unknown;
  /** The tree's accessible name. */
  readonly label: string;
  /** What copied paths begin with: `response.body`. */
  readonly rootPath?: string;
  /** How many levels are unfolded at first. */
  readonly openLevels?: number;
  /** In CSS; beyond it the lines scroll. */
  readonly maxHeight?: string;
}

/** Which lines are unfolded: all above a level, but for those that were clicked. */
interface Folding {
  readonly levels: number;
  readonly clicked: ReadonlyMap<string, boolean>;
}

/** JSON that folds, is searched, and whose paths are copied; as large as it likes. */
export function JsonTree({ value, label, rootPath = '', openLevels = 2, maxHeight = '60vh' }: JsonTreeProps) {
  const text = useText();
  const [folding, setFolding] = useState<Folding>({ levels: openLevels, clicked: new Map() });
  const [wanted, setWanted] = useState('');
  const [searched] = useDebouncedValue(wanted, 150);
  const matches = useMemo(() => new Set(searchJson(value, searched)), [value, searched]);
  const rows = useMemo(() => {
    const holders = matches.size > 0 ? holdersOf(value, matches) : undefined;
    return jsonRows(value, (path, depth) => folding.clicked.get(path) ?? holders?.has(path) ?? depth < folding.levels);
  }, [value, folding, matches]);
  const fold = (levels: number): void => setFolding({ levels, clicked: new Map() });
  const toggle = ({ path, isOpen }: JsonRow): void =>
    setFolding(({ levels, clicked }) => ({ levels, clicked: new Map(clicked).set(path, !isOpen) }));
  if (value === undefined) return <Text c="dimmed">{text('json.empty')}</Text>;
  return (
    <div>
      <Group gap="xs" mb={6} wrap="nowrap">
        <TextInput
          size="xs"
          type="search"
          aria-label={text('json.search')}
          placeholder={text('json.search')}
          leftSection={<Search size={14} />}
          value={wanted}
          onChange={({ currentTarget }) => {
            setWanted(currentTarget.value);
            fold(folding.levels);
          }}
          flex={1}
        />
        <Text size="xs" c="dimmed" aria-live="polite" style={{ whiteSpace: 'nowrap' }}>
          {searched !== '' && text('json.matches', { count: matches.size })}
        </Text>
        <FoldButton name={text('json.expandAll')} icon={<ChevronsUpDown size={14} />} onClick={() => fold(Infinity)} />
        <FoldButton name={text('json.collapseAll')} icon={<ChevronsDownUp size={14} />} onClick={() => fold(1)} />
        <CopyButton value={() => JSON.stringify(value, null, 2)} what="JSON" />
      </Group>
      <JsonTreeRows {...{ rows, label, rootPath, maxHeight, matches, toggle }} />
    </div>
  );
}

interface FoldButtonProps {
  readonly name: string;
  readonly icon: React.ReactNode;
  readonly onClick: () => void;
}

function FoldButton({ name, icon, onClick }: FoldButtonProps) {
  return (
    <Tooltip label={name}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={name} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
