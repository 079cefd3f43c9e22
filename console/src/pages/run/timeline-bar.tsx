import { VisuallyHidden } from '@mantine/core';
import { Ban, CircleCheck, CircleDashed, CircleX, Database, Hourglass, SkipForward, Undo2 } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import type { Text } from '../../i18n/use-text.ts';
import { formatDuration } from '../../parts/format.ts';
import type { Bar } from './timeline.ts';
import classes from './timeline.module.css';

/** The sign of each state: never the colour alone. */
const signs: Readonly<Record<ComponentState, LucideIcon>> = {
  success: CircleCheck,
  failed: CircleX,
  skipped: SkipForward,
  cached: Database,
  running: CircleDashed,
  waiting: Hourglass,
  cancelled: Ban,
  undone: Undo2,
};

interface TimelineBarProps {
  readonly bar: Bar;
  readonly isSelected: boolean;
  readonly onSelect: (id: string) => void;
}

/** A component on the time axis, its calls inside. */
export function TimelineBar({ bar, isSelected, onSelect }: TimelineBarProps) {
  const text = useText();
  const language = useLanguage();
  const time = formatDuration(bar.runTimeMs, language);
  const remarks = remarksOf(bar, text);
  const name = [bar.name, text(`drawing.state.${bar.state}`), time, ...remarks].join(', ');
  const Sign = signs[bar.state];
  return (
    <button
      type="button"
      className={classes.row}
      aria-pressed={isSelected}
      title={name}
      onClick={() => onSelect(bar.id)}
    >
      <span className={classes.name} style={bar.depth > 0 ? { paddingLeft: bar.depth * 14 } : undefined}>
        <Sign size={14} className={classes.sign} data-state={bar.state} aria-hidden />
        {bar.isUndo && <Undo2 size={13} className={classes.sign} aria-hidden />}
        <span className={classes.nameText}>{bar.name}</span>
        <VisuallyHidden>{text(`drawing.state.${bar.state}`)}</VisuallyHidden>
      </span>
      <span className={classes.track}>
        <span
          className={classes.bar}
          data-state={bar.state}
          data-undo={bar.isUndo || undefined}
          style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
        />
        {bar.requests.map(({ left, width, label, isFailed }, index) => (
          <span
            key={`${index} ${label}`}
            className={classes.request}
            data-failed={isFailed || undefined}
            title={label}
            style={{ left: `${left}%`, width: `${width}%` }}
          />
        ))}
        {remarks.length > 0 && <Remarks bar={bar} remarks={remarks} />}
      </span>
      <span className={classes.duration}>{bar.state === 'skipped' ? '' : time}</span>
    </button>
  );
}

/** Beside the bar: at its right where there is room, else at its left. */
function Remarks({ bar: { left, width }, remarks }: { readonly bar: Bar; readonly remarks: readonly string[] }) {
  const end = left + width;
  const style = end < 60 ? { left: `calc(${end}% + 8px)` } : { right: `calc(${100 - left}% + 8px)` };
  return (
    <span className={classes.remarks} style={style}>
      {remarks.join(' · ')}
    </span>
  );
}

function remarksOf({ state, retries, attempt, isUndo, log }: Bar, text: Text): string[] {
  return [
    ...(isUndo ? [text('run.undoes')] : []),
    ...(state === 'skipped' || state === 'cached' ? [text(`drawing.state.${state}`)] : []),
    ...(retries > 0 ? [text('run.retries', { count: retries })] : []),
    ...(log.attempts !== undefined && log.attempts.length > 1
      ? [text('run.times', { count: log.attempts.length })]
      : []),
    ...(attempt > 1 ? [text('run.attempt', { attempt })] : []),
    ...(log.error !== null && log.ignore_error ? [text('run.ignored')] : []),
  ];
}
