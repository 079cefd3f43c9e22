import { Text } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { useLanguage, useText } from '../../i18n/use-text.ts';
import { formatDuration } from '../../parts/format.ts';
import { cardStates, namesOf } from './card-states.ts';
import { isAtRest, isUnderWay, statusOf } from './run-facts.ts';
import type { RunFacts } from './run-facts.ts';
import { TimelineTree } from './timeline-tree.tsx';
import { statesOf } from './timeline.ts';
import type { Timeline } from './timeline.ts';
import classes from './timeline.module.css';

interface TimelineViewProps {
  readonly timeline: Timeline;
  readonly facts: RunFacts;
  /** The rule of the run, for what is still to come. */
  readonly rule: unknown;
  /** The id of a bar. */
  readonly selected: string | undefined;
  readonly onSelect: (id: string) => void;
}

/** Layers as bands, components as bars; arrows move between the bars. */
export function TimelineView({ timeline, facts, rule, selected, onSelect }: TimelineViewProps) {
  const text = useText();
  const language = useLanguage();
  const pending = pendingOf(facts, rule);
  if (timeline.bands.length === 0 && pending.length === 0) return <Text c="dimmed">{text('run.nothingRan')}</Text>;
  return (
    <div className={classes.timeline} role="group" aria-label={text('run.tab.timeline')} onKeyDown={moveFocus}>
      <Axis timeline={timeline} />
      {timeline.bands.map(({ layer, left, width, runTimeMs, isFailed, bars }) => (
        <div key={layer} role="group" aria-label={text('run.layer', { layer })} className={classes.band}>
          <div className={classes.bandHead} data-failed={isFailed || undefined}>
            <span>{text('run.layer', { layer })}</span>
            <span className={classes.track}>
              <span className={classes.bandSpan} style={{ left: `${left}%`, width: `${width}%` }} />
            </span>
            <span className={classes.duration}>{formatDuration(runTimeMs, language)}</span>
          </div>
          {bars.map((bar) => (
            <TimelineTree key={bar.id} {...{ bar, selected, onSelect }} />
          ))}
        </div>
      ))}
      {pending.map(({ layer, components }) => (
        <PendingLayer key={layer} layer={layer} components={components} />
      ))}
    </div>
  );
}

function Axis({ timeline: { marks } }: { readonly timeline: Timeline }) {
  const text = useText();
  const language = useLanguage();
  return (
    <div className={classes.axis} aria-hidden>
      <span />
      <span className={classes.track}>
        {marks.map(({ kind, left, ms }) => (
          <span
            key={`${kind}${left}`}
            className={classes.mark}
            data-kind={kind}
            data-end={(kind === 'tick' && left > 92) || undefined}
            style={{ left: `${left}%` }}
          >
            {kind === 'cut' ? text('run.cut', { time: formatDuration(ms, language) }) : formatDuration(ms, language)}
          </span>
        ))}
      </span>
      <span />
    </div>
  );
}

interface Pending {
  readonly layer: number;
  readonly components: readonly { readonly name: string; readonly state: ComponentState }[];
}

/** What runs now, before it is in the log, and what is still to come. */
function pendingOf(facts: RunFacts, rule: unknown): readonly Pending[] {
  const status = statusOf(facts);
  if (status === undefined || !(isUnderWay(status) || isAtRest(status))) return [];
  const states = cardStates(facts, rule);
  const logged = facts.log ? statesOf(facts.log) : new Map<string, ComponentState>();
  return namesOf(rule).flatMap((names, index) => {
    const components = names.flatMap((name) => {
      const state = states.get(name);
      // What it rests at stands in the log.
      const isResting = logged.get(name) === 'waiting';
      const isShown = !isResting && (state === 'running' || state === 'waiting' || facts.log === undefined);
      return state !== undefined && isShown ? [{ name, state }] : [];
    });
    return components.length === 0 ? [] : [{ layer: index + 1, components }];
  });
}

function PendingLayer({ layer, components }: Pending) {
  const text = useText();
  return (
    <div role="group" aria-label={text('run.layerToCome', { layer })} className={classes.band}>
      <div className={classes.bandHead}>
        <span>{text('run.layer', { layer })}</span>
      </div>
      {components.map(({ name, state }) => (
        <div key={name} className={classes.row}>
          <span className={classes.name}>{name}</span>
          <span className={classes.track}>
            <span className={classes.bar} data-state={state} style={{ left: 0, width: '100%' }} />
          </span>
          <span className={classes.duration}>{text(`drawing.state.${state}`)}</span>
        </div>
      ))}
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/** Arrows, Home and End lead from bar to bar; Tab does too. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>): void {
  const step = STEPS[event.key];
  if (step === undefined) return;
  const bars = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('button')];
  const at = bars.indexOf(document.activeElement as HTMLButtonElement);
  const next = bars[Math.min(bars.length - 1, Math.max(0, at + step))];
  event.preventDefault();
  next?.focus();
}
