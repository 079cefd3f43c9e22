import { Badge, Button, Checkbox, Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useText } from '../../../i18n/use-text.ts';
import { found } from './runs-again.ts';
import type { AgainChoice, Ticked } from './runs-again.ts';
import classes from './run.module.css';

interface ElementListProps {
  readonly choice: AgainChoice;
  readonly ticked: Ticked;
  readonly onTick: (names: readonly string[], isOn: boolean) => void;
}

const VIEWS = ['all', 'toRun', 'ticked'] as const;
type View = (typeof VIEWS)[number];

/** So many are seen at once without looking for them. */
const FEW = 8;

/** The elements and inner components of one component that may run again, the failed ones first; any number of them. */
export function ElementList({ choice, ticked, onTick }: ElementListProps) {
  const text = useText();
  const [view, setView] = useState<View>('all');
  const [query, setQuery] = useState('');
  const { name, toRun, failing, done } = choice;
  const all = useMemo(() => [...toRun, ...done], [toRun, done]);
  const shown = useMemo(() => {
    const inView = view === 'toRun' ? toRun : view === 'ticked' ? all.filter(ticked.isTicked) : all;
    return found(inView, name, query);
  }, [view, query, name, toRun, all, ticked]);
  const doneNames = useMemo(() => new Set(done), [done]);
  // What is around them runs whole.
  const isWhole = ticked.isTicked(name);
  return (
    <div className={classes.elements} role="group" aria-label={text('recovery.insideOf', { name })}>
      {all.length > FEW && (
        <Group gap="xs" align="flex-end">
          <TextInput
            size="xs"
            w={230}
            label={text('recovery.findElements', { name })}
            placeholder={text('recovery.findHint')}
            value={query}
            onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          />
          <SegmentedControl
            size="xs"
            aria-label={text('recovery.whichElements', { name })}
            data={VIEWS.map((value) => ({ value, label: text(`recovery.elements.${value}`) }))}
            value={view}
            onChange={(value) => setView(value)}
          />
          <Button
            size="xs"
            variant="default"
            disabled={isWhole || shown.length === 0}
            onClick={() => onTick(shown, true)}
          >
            {text('recovery.tickShown', { count: shown.length })}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={isWhole || shown.length === 0}
            onClick={() => onTick(shown, false)}
          >
            {text('recovery.untickShown')}
          </Button>
        </Group>
      )}
      <Text size="xs" c="dimmed" aria-live="polite">
        {text('recovery.elementsCount', { toRun: toRun.length, done: done.length, shown: shown.length })}
      </Text>
      <Rows {...{ shown, ticked, onTick, isWhole, failing }} done={doneNames} />
    </div>
  );
}

const ROW_HEIGHT = 28;

interface RowsProps extends Pick<ElementListProps, 'ticked' | 'onTick'> {
  readonly shown: readonly string[];
  readonly isWhole: boolean;
  readonly failing: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
}

/** Only those rows are drawn that are looked at. */
function Rows({ shown, ticked, onTick, isWhole, failing, done }: RowsProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    // Before it is measured: what is seen at first.
    initialRect: { width: 0, height: 240 },
  });
  return (
    <div ref={box} className={classes.elementRows} tabIndex={-1}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const name = shown[index] ?? '';
          return (
            <div key={name} className={classes.elementRow} style={{ transform: `translateY(${start}px)` }}>
              <Checkbox
                size="xs"
                label={name}
                checked={ticked.isTicked(name)}
                indeterminate={ticked.isPartly(name)}
                disabled={isWhole || (ticked.isTicked(name) && !ticked.isNamed(name))}
                onChange={({ currentTarget: { checked } }) => onTick([name], checked)}
              />
              {(failing.has(name) || done.has(name)) && <State isFailed={failing.has(name)} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function State({ isFailed }: { readonly isFailed: boolean }) {
  const text = useText();
  return (
    <Badge size="xs" radius="sm" variant="light" color={isFailed ? 'red' : 'gray'} miw="max-content">
      {text(isFailed ? 'drawing.state.failed' : 'drawing.state.success')}
    </Badge>
  );
}
