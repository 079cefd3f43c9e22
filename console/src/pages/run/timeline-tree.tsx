import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { TimelineBar } from './timeline-bar.tsx';
import { isInside } from './timeline.ts';
import type { Bar } from './timeline.ts';
import classes from './timeline.module.css';

interface TimelineTreeProps {
  readonly bar: Bar;
  /** The id of a bar. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** A component, and what is inside it, folded until it is asked for. */
export function TimelineTree({ bar, selected, onSelect }: TimelineTreeProps) {
  const text = useText();
  const [asked, setAsked] = useState<boolean>();
  const isOpen = asked ?? (isInside(selected, bar) || bar.bars.every(({ isUndo }) => isUndo));
  const row = <TimelineBar bar={bar} isSelected={bar.id === selected} onSelect={onSelect} />;
  if (bar.bars.length === 0) return row;
  const dropped = bar.log.items_dropped ?? 0;
  const Sign = isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <div className={classes.nest}>
        {row}
        <button
          type="button"
          className={classes.fold}
          style={{ left: bar.depth * 14 }}
          aria-expanded={isOpen}
          aria-label={text('run.inside', { name: bar.name, count: bar.bars.length })}
          onClick={() => setAsked(!isOpen)}
        >
          <Sign size={13} aria-hidden />
        </button>
      </div>
      {isOpen && (
        <div role="group" aria-label={text('run.insideOf', { name: bar.name })}>
          {bar.bars.map((one) => (
            <TimelineTree key={one.id} bar={one} selected={selected} onSelect={onSelect} />
          ))}
          {dropped > 0 && <p className={classes.dropped}>{text('run.itemsDropped', { count: dropped })}</p>}
        </div>
      )}
    </>
  );
}
