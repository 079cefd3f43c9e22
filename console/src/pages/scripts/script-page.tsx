import { Button, Skeleton } from '@mantine/core';
import { FileCode2 } from 'lucide-react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { readScriptDraft, scriptDraftKey } from './script-draft.ts';
import { ScriptWorkbench } from './script-workbench.tsx';
import { useScript } from './use-scripts.ts';

/** One script: its editor, its test, its versions and the rules that use it. */
export function ScriptPage() {
  const text = useText();
  const { may } = useMe();
  const { '*': name = '' } = useParams();
  const [query] = useSearchParams();
  const version = query.get('version') ?? '';
  const script = useScript(name, version);
  if (script.data === undefined) {
    return (
      <Page title={name}>
        <Failure error={script.error} retry={() => void script.refetch()} />
        {script.isPending && <Skeleton height={360} aria-hidden />}
      </Page>
    );
  }
  const isNew = query.has('new') || readScriptDraft(localStorage.getItem(scriptDraftKey(name))) !== undefined;
  if (script.data !== null || (isNew && version === '' && may('developer'))) {
    const language = query.get('new') === 'ts' ? 'ts' : 'js';
    const key = `${name} ${script.data?.version ?? ''}`;
    return <ScriptWorkbench key={key} name={name} script={script.data} newLanguage={language} />;
  }
  return (
    <Page title={name}>
      <Empty
        icon={<FileCode2 size={28} />}
        title={text('scripts.missing')}
        lead={text('scripts.missingLead', { name })}
      >
        <Button component={Link} to="/scripts" variant="default">
          {text('scripts.toList')}
        </Button>
        {may('developer') && version === '' && (
          <Button component={Link} to={`/scripts/${name}?new=js`}>
            {text('scripts.create')}
          </Button>
        )}
      </Empty>
    </Page>
  );
}
