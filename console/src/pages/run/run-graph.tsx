import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { RuleDrawing } from '../../designer/drawing/rule-drawing.tsx';
import { useText } from '../../i18n/use-text.ts';
import { cardStates } from './card-states.ts';
import type { RunFacts, RunHead } from './run-facts.ts';
import classes from './run.module.css';
import type { RuleVersion } from './use-run.ts';

interface RunGraphProps {
  readonly facts: RunFacts;
  readonly head: RunHead;
  readonly rule: RuleVersion | null | undefined;
  /** With what an operator changed in it. */
  readonly ruleOfRun: unknown;
  readonly selected: string | undefined;
  readonly onSelect: (name: string) => void;
}

/** The rule of the run as the designer draws it, each card with its state. */
export function RunGraph({ facts, head, rule, ruleOfRun, selected, onSelect }: RunGraphProps) {
  const text = useText();
  const states = useMemo(() => cardStates(facts, ruleOfRun), [facts, ruleOfRun]);
  const file = useMemo(
    () => ({ method: rule?.method ?? head.method, name: rule?.name ?? head.path, rule: ruleOfRun }),
    [rule, head.method, head.path, ruleOfRun],
  );
  if (ruleOfRun === undefined || ruleOfRun === null) {
    return <Text c="dimmed">{text(rule === undefined ? 'table.loading' : 'run.noRule')}</Text>;
  }
  return (
    <div className={classes.graph}>
      <RuleDrawing
        rule={file}
        states={states}
        selected={selected}
        onSelect={({ fullName }) => onSelect(fullName)}
        label={text('run.tab.graph')}
      />
    </div>
  );
}
