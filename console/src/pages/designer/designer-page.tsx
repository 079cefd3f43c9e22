import { Button, Skeleton } from '@mantine/core';
import { FileQuestion } from 'lucide-react';
import { useDeferredValue } from 'react';
import { Link, useParams } from 'react-router';
import { useMe } from '../../api/me.ts';
import { newDocument } from '../../designer/model/document.ts';
import { useText } from '../../i18n/use-text.ts';
import { Empty } from '../../parts/empty.tsx';
import { Failure } from '../../parts/failure.tsx';
import { Page } from '../../parts/page.tsx';
import { useQueryState } from '../../parts/use-query-state.ts';
import { DesignerView } from './designer-view.tsx';
import { documentOfRule } from './saved-rule.ts';
import { useOpenedRule } from './use-rule.ts';

/** The designer with an endpoint's newest version, or the one that the address names. */
export function DesignerPage() {
  const { method = '', '*': name = '' } = useParams();
  const [{ version }] = useQueryState({ version: '' });
  return <Opened key={`${method} ${name} ${version}`} {...{ method, name, version }} />;
}

/** The designer with a rule that is not there yet. */
export function NewRulePage() {
  return <DesignerView endpoint={{ method: '', name: '' }} document={newDocument('', '')} saved={undefined} />;
}

interface OpenedProps {
  readonly method: string;
  readonly name: string;
  readonly version: string;
}

function Opened({ method, name, version }: OpenedProps) {
  const text = useText();
  const opened = useOpenedRule({ method, name }, version);
  // To draw all of a large rule takes a while: in slices, between which the page answers.
  const rule = useDeferredValue(opened.data);
  const title = `${method} ${name}`;
  if (opened.isError) {
    return (
      <Page title={title}>
        <Failure error={opened.error} retry={() => void opened.refetch()} />
      </Page>
    );
  }
  if (rule === undefined) {
    return (
      <Page title={title}>
        <Skeleton height={320} />
      </Page>
    );
  }
  if (rule === null) {
    return (
      <Page title={title}>
        <Empty icon={<FileQuestion size={28} />} title={text('designer.notFound')} lead={text('designer.notFoundLead')}>
          <NewRule />
        </Empty>
      </Page>
    );
  }
  const { id, version: name_, status: isActive } = rule;
  const document = documentOfRule(rule);
  return (
    <DesignerView endpoint={{ method, name }} document={document} saved={{ id, version: name_, isActive, document }} />
  );
}

function NewRule() {
  const text = useText();
  const { may } = useMe();
  if (!may('developer')) return null;
  return (
    <Button component={Link} to="/rules/new">
      {text('designer.new')}
    </Button>
  );
}
