import { Tabs, Text } from '@mantine/core';
import { useMemo } from 'react';
import { useText } from '../../i18n/use-text.ts';
import { JsonTree } from '../../parts/json-tree.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { ComponentPanel } from './component-panel.tsx';
import { MessageView } from './message-view.tsx';
import { requestOf } from './run-facts.ts';
import type { RunFacts, RunHead } from './run-facts.ts';
import { RunGraph } from './run-graph.tsx';
import { RunHistory } from './run-history-view.tsx';
import { withoutElements } from '../../designer/model/flows.ts';
import { barsOf, timelineOf } from './timeline.ts';
import { TimelineView } from './timeline-view.tsx';
import type { RuleVersion } from './use-run.ts';

interface RunTabsProps {
  readonly facts: RunFacts;
  readonly head: RunHead;
  readonly rule: RuleVersion | null | undefined;
}

const TABS = ['timeline', 'graph', 'request', 'response', 'history', 'json'] as const;
const DEFAULTS = { tab: 'timeline', component: '' };
/** Before the name of a component that was chosen on the drawing and did not run. */
const NOT_RUN = 'name:';
const NO_LAYERS = { start_datetime: new Date(0).toISOString(), step_logs: [] };

/** The views of a run; which one, and which component is chosen, is in the URL. */
export function RunTabs({ facts, head, rule }: RunTabsProps) {
  const text = useText();
  const [{ tab, component }, change] = useQueryState(DEFAULTS);
  const timeline = useMemo(() => timelineOf(facts.log ?? NO_LAYERS), [facts.log]);
  const bars = barsOf(timeline);
  // What failed is what one looks for.
  const chosen =
    bars.find(({ id }) => id === component) ??
    (component === '' && head.status !== 'success' ? bars.findLast(({ state }) => state === 'failed') : undefined);
  const select = (id: string): void => change({ component: id });
  const barOf = (name: string) => bars.findLast((bar) => withoutElements(bar.name) === name);
  const ruleOfRun = facts.kept?.rule ?? rule?.rule;
  return (
    <Tabs
      value={TABS.find((one) => one === tab) ?? 'timeline'}
      onChange={(value) => change({ tab: value ?? 'timeline' })}
      keepMounted={false}
    >
      <Tabs.List mb="md" aria-label={text('run.views')}>
        {TABS.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {text(`run.tab.${one}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="timeline">
        <TimelineView {...{ timeline, facts, rule: ruleOfRun }} selected={chosen?.id} onSelect={select} />
        {chosen && <ComponentPanel bar={chosen} />}
      </Tabs.Panel>
      <Tabs.Panel value="graph">
        <RunGraph
          {...{ facts, head, rule, ruleOfRun }}
          selected={chosen?.name}
          onSelect={(name) => select(barOf(name)?.id ?? NOT_RUN + name)}
        />
        {chosen && <ComponentPanel bar={chosen} />}
        {component.startsWith(NOT_RUN) && <NotReached name={component.slice(NOT_RUN.length)} />}
      </Tabs.Panel>
      <Tabs.Panel value="request">
        <MessageView value={requestOf(facts)} kind="request" />
      </Tabs.Panel>
      <Tabs.Panel value="response">
        <MessageView value={facts.log?.response ?? undefined} kind="response" />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <RunHistory facts={facts} trx={head.trx} />
      </Tabs.Panel>
      <Tabs.Panel value="json">
        <JsonTree
          value={facts.log ?? facts.kept ?? facts.live}
          label={text('run.tab.json')}
          openLevels={2}
          maxHeight="70vh"
        />
      </Tabs.Panel>
    </Tabs>
  );
}

/** A component of the rule that was chosen on the drawing, and has not run. */
function NotReached({ name }: { readonly name: string }) {
  const text = useText();
  return (
    <Text size="sm" c="dimmed" mt="md">
      {text('run.notReached', { name })}
    </Text>
  );
}
