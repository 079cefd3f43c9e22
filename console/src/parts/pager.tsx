import { ActionIcon, Group, Text } from '@mantine/core';
import { ChevronFirst, ChevronLeft, ChevronRight } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ListPage } from '../api/api-types.ts';
import { useLanguage, useText } from '../i18n/use-text.ts';
import type { Text as Texts } from '../i18n/use-text.ts';
import { formatNumber } from './format.ts';
import { pageMoves } from './page-moves.ts';
import type { PagePlace } from './page-moves.ts';

interface PagerProps {
  /** The answer that is shown; undefined while the first is loaded. */
  readonly answer: ListPage<unknown> | undefined;
  readonly place: PagePlace;
  readonly onMove: (place: PagePlace) => void;
}

/** Where one is in a list, and the ways to its other pages; nothing when there is only one. */
export function Pager({ answer, place, onMove }: PagerProps) {
  const text = useText();
  const language = useLanguage();
  if (answer === undefined || answer.total === 0) return null;
  const { first, previous, next } = pageMoves(answer, place);
  if (!first && !previous && !next) return null;
  return (
    <Group justify="flex-end" gap="xs" component="nav" aria-label={text('table.pages')}>
      <Text size="sm" c="dimmed" aria-live="polite">
        {rangeText(text, answer, place, (value) => formatNumber(value, language))}
      </Text>
      <Group gap={4}>
        <Move icon={ChevronFirst} name={text('table.first')} to={first} onMove={onMove} />
        <Move icon={ChevronLeft} name={text('table.previous')} to={previous} onMove={onMove} />
        <Move icon={ChevronRight} name={text('table.next')} to={next} onMove={onMove} />
      </Group>
    </Group>
  );
}

interface MoveProps {
  readonly icon: LucideIcon;
  readonly name: string;
  readonly to: PagePlace | undefined;
  readonly onMove: (place: PagePlace) => void;
}

function Move({ icon: Icon, name, to, onMove }: MoveProps) {
  return (
    <ActionIcon variant="default" aria-label={name} title={name} disabled={!to} onClick={() => to && onMove(to)}>
      <Icon size={16} />
    </ActionIcon>
  );
}

function rangeText(
  text: Texts,
  { list, total, total_exact: isExact, count }: ListPage<unknown>,
  { page, after }: PagePlace,
  shown: (value: number) => string,
): string {
  if (after !== '') return text('table.further', { count: list.length });
  const from = (page - 1) * count + 1;
  const range = { from: shown(from), to: shown(from + list.length - 1), total: shown(total) };
  return text(isExact ? 'table.range' : 'table.rangeMore', range);
}
