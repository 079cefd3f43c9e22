import { Tabs } from '@mantine/core';
import { useText } from '../../i18n/use-text.ts';
import { useQueryState } from '../../parts/use-query-state.ts';
import type { ScriptDraft } from './script-draft.ts';
import { ScriptTest } from './script-test.tsx';
import { ScriptUsage } from './script-usage.tsx';
import { ScriptVersions } from './script-versions.tsx';
import classes from './scripts.module.css';
import type { Script } from './use-scripts.ts';

interface ScriptTabsProps {
  readonly name: string;
  readonly script: Script | null;
  readonly draft: ScriptDraft;
  readonly change: (part: Partial<ScriptDraft>) => void;
  readonly isDeveloper: boolean;
}

const NO_TAB = { tab: '' };

/** Beside the editor: "Test", "Versions", "Used by". */
export function ScriptTabs({ name, script, draft, change, isDeveloper }: ScriptTabsProps) {
  const text = useText();
  const [{ tab }, setQuery] = useQueryState(NO_TAB);
  const first = isDeveloper ? 'test' : 'versions';
  return (
    <Tabs
      value={tab === '' ? first : tab}
      onChange={(next) => setQuery({ tab: next === first ? '' : (next ?? '') })}
      className={classes.side}
    >
      <Tabs.List mb="sm">
        {isDeveloper && <Tabs.Tab value="test">{text('scripts.test')}</Tabs.Tab>}
        <Tabs.Tab value="versions">{text('scripts.versions')}</Tabs.Tab>
        <Tabs.Tab value="usage">{text('scripts.usage')}</Tabs.Tab>
      </Tabs.List>
      {isDeveloper && (
        <Tabs.Panel value="test">
          <ScriptTest draft={draft} change={change} />
        </Tabs.Panel>
      )}
      <Tabs.Panel value="versions">
        <ScriptVersions name={name} shown={script?.version} isDeveloper={isDeveloper} />
      </Tabs.Panel>
      <Tabs.Panel value="usage">
        <ScriptUsage name={name} />
      </Tabs.Panel>
    </Tabs>
  );
}
