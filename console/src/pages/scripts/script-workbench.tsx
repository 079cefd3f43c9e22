import { Alert, Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { GitBranch } from 'lucide-react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeEditor } from '../../parts/code-editor.tsx';
import type { CodeDiagnostic } from '../../parts/code-mirror.tsx';
import { Failure } from '../../parts/failure.tsx';
import { notify } from '../../parts/notify.tsx';
import { Page } from '../../parts/page.tsx';
import { ctxEditor } from './ctx-editor.ts';
import { rangeAt } from './script-place.ts';
import type { ScriptDraft, ScriptLanguage } from './script-draft.ts';
import { ShortVersion } from '../../parts/short-version.tsx';
import { ScriptActions } from './script-actions.tsx';
import { ScriptProblems } from './script-problems.tsx';
import { ScriptTabs } from './script-tabs.tsx';
import classes from './scripts.module.css';
import { useScriptDraft } from './use-script-draft.ts';
import { useSaveScript, useScriptCheck } from './use-scripts.ts';
import type { Script } from './use-scripts.ts';

interface WorkbenchProps {
  readonly name: string;
  /** Null: it is not saved yet. */
  readonly script: Script | null;
  readonly newLanguage: ScriptLanguage;
}

/** Checked when one stops typing. */
const TYPING_MS = 600;

/** The editor of a script, and beside it what one does with it. */
export function ScriptWorkbench({ name, script, newLanguage }: WorkbenchProps) {
  const text = useText();
  const navigate = useNavigate();
  const isDeveloper = useMe().may('developer');
  const { draft, change, discard, forget } = useScriptDraft(name, script, newLanguage);
  const { check, problems, diagnostics } = useProblems(draft, isDeveloper);
  const save = useSaveScript((saved) => {
    forget();
    // The page without a version shows the active one.
    void navigate(saved.status ? `/scripts/${name}` : `/scripts/${name}?version=${saved.version}`, { replace: true });
  });
  const saveAs = (activate: boolean): void =>
    save.mutate({ name, script: draft.source, language: draft.language, desc: draft.desc, activate });
  const undoable = (): void => notify(text('scripts.discarded'), discard());
  return (
    <Page
      title={name}
      lead={<Head script={script} language={draft.language} isChanged={draft.isChanged} />}
      actions={
        isDeveloper && (
          <ScriptActions isChanged={draft.isChanged} {...{ script, check, save, saveAs }} onDiscard={undoable} />
        )
      }
    >
      <StaleNotice script={script} draft={draft} onDiscard={undoable} />
      <Failure error={save.error} title={text('scripts.notSaved')} />
      <div className={classes.bench}>
        <section className={classes.editor} aria-label={text('scripts.editor')}>
          <CodeEditor
            label={text('scripts.source')}
            isLabelHidden
            language={draft.language === 'ts' ? 'typescript' : 'javascript'}
            value={draft.source}
            onChange={(source) => change({ source })}
            isReadOnly={!isDeveloper}
            diagnostics={diagnostics}
            extensions={ctxEditor}
            minHeight="max(280px, calc(100vh - 320px))"
            maxHeight="max(280px, calc(100vh - 320px))"
          />
          <ScriptProblems problems={problems} error={check.error} isChecked={check.isSuccess} />
          {isDeveloper && (
            <TextInput
              label={text('scripts.note')}
              placeholder={text('scripts.descHint')}
              value={draft.desc}
              onChange={({ currentTarget }) => change({ desc: currentTarget.value })}
            />
          )}
        </section>
        <ScriptTabs {...{ name, script, draft, change, isDeveloper }} />
      </div>
    </Page>
  );
}

/** What the gateway says of the text, at its places. */
function useProblems({ source, language }: ScriptDraft, isDeveloper: boolean) {
  const [typed] = useDebouncedValue(source, TYPING_MS);
  const check = useScriptCheck(typed, language, isDeveloper);
  const problems = useMemo(() => {
    const { errors = [], warnings = [] } = check.data ?? {};
    return [
      ...errors.map((one) => ({ ...one, severity: 'error' as const })),
      ...warnings.map((one) => ({ ...one, severity: 'warning' as const })),
    ];
  }, [check.data]);
  const diagnostics = useMemo(
    () =>
      problems.map((one): CodeDiagnostic => ({
        ...rangeAt(source, one),
        severity: one.severity,
        message: one.message,
      })),
    [problems, source],
  );
  return { check, problems, diagnostics };
}

interface HeadProps {
  readonly script: Script | null;
  readonly language: ScriptLanguage;
  readonly isChanged: boolean;
}

function Head({ script, language, isChanged }: HeadProps) {
  const text = useText();
  return (
    <Group component="span" gap="xs" mt={2}>
      <Badge component="span" variant="default" size="sm" radius="sm" tt="none">
        {text(`scripts.language.${language}`)}
      </Badge>
      {script === null ? <span>{text('scripts.notSavedYet')}</span> : <ShortVersion version={script.version} />}
      {script !== null && (
        <Badge component="span" variant="light" color={script.status ? 'teal' : 'gray'} size="sm" radius="sm" tt="none">
          {text(script.status ? 'scripts.active' : 'scripts.inactive')}
        </Badge>
      )}
      {isChanged && (
        <Badge component="span" variant="light" color="orange" size="sm" radius="sm" tt="none">
          {text('scripts.changed')}
        </Badge>
      )}
      {script !== null && script.desc !== '' && <span>{script.desc}</span>}
    </Group>
  );
}

interface StaleNoticeProps {
  readonly script: Script | null;
  readonly draft: ScriptDraft;
  readonly onDiscard: () => void;
}

/** The kept work was begun from another version than the one that is shown. */
function StaleNotice({ script, draft, onDiscard }: StaleNoticeProps) {
  const text = useText();
  if (script === null || draft.baseVersion === script.version) return null;
  const versions = { version: script.version, base: draft.baseVersion ?? text('scripts.nothing') };
  return (
    <Alert color="orange" variant="light" icon={<GitBranch size={18} />} title={text('scripts.stale')}>
      <Text size="sm" mb="xs">
        {text('scripts.staleLead', versions)}
      </Text>
      <Button size="compact-sm" variant="default" onClick={onDiscard}>
        {text('scripts.discard')}
      </Button>
    </Alert>
  );
}
