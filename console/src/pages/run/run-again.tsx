import { Anchor, Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { post } from '../../api/client.ts';
import { parseJson } from '../../api/json.ts';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { CodeEditor } from '../../parts/code-editor.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { requestCurl } from './request-curl.ts';
import { requestOf } from './run-facts.ts';
import type { RunFacts, RunHead } from './run-facts.ts';
import type { LoggedRequest } from './run-log.ts';
import { TryOutcome } from './try-outcome.tsx';
import { mocksOf, readTry, tryText } from './try-request.ts';
import type { RuleVersion } from './use-run.ts';
import { ruleAddress } from '../../parts/rule-address.ts';

interface RunAgainProps {
  readonly facts: RunFacts;
  readonly head: RunHead;
  readonly rule: RuleVersion | null | undefined;
}

/** The request once more: tried out here with the rule of the run, in the designer, or for real with curl. */
export function RunAgain({ facts, head, rule }: RunAgainProps) {
  const text = useText();
  const { may } = useMe();
  const request = requestOf(facts);
  if (request === undefined) return <Text c="dimmed">{text('run.no.request')}</Text>;
  return (
    <Stack gap="md">
      <RealCall request={request} />
      {rule && may('developer') ? (
        <TryForm {...{ facts, head, rule, request }} />
      ) : (
        <Text size="sm" c="dimmed">
          {text(rule === null ? 'run.noRule' : 'run.tryNeedsDeveloper')}
        </Text>
      )}
    </Stack>
  );
}

function RealCall({ request }: { readonly request: LoggedRequest }) {
  const text = useText();
  const line = requestCurl(request, location.origin);
  return (
    <div>
      <Group gap={4} mb={4}>
        <Text size="sm">{text('run.curlLead')}</Text>
        <CopyButton value={line} what="curl" />
      </Group>
      <Code block fz="xs" tabIndex={0} mah={160}>
        {line}
      </Code>
    </div>
  );
}

type TryFormProps = RunAgainProps & { readonly rule: RuleVersion; readonly request: LoggedRequest };

function TryForm({ facts, head, rule, request }: TryFormProps) {
  const text = useText();
  const [typed, setTyped] = useState(() => tryText(request));
  const [isMocked, setMocked] = useState(true);
  const read = readTry(typed, parseJson);
  const tried = useMutation({
    mutationFn: () => {
      if ('wrong' in read) throw new Error(text(read.wrong));
      const mocks = isMocked && facts.log ? mocksOf(facts.log) : {};
      const body = { rule: rule.rule, request: read.request, mocks };
      return post('/rule/test', body as unknown as Parameters<typeof post<'/rule/test'>>[1]);
    },
  });
  return (
    <Stack gap="sm" align="stretch">
      <Group justify="space-between">
        <Text size="sm">{text('run.tryLead')}</Text>
        <Anchor component={Link} to={`${ruleAddress(rule)}?try=${head.trx}`} size="sm">
          {text('run.tryInDesigner')}
        </Anchor>
      </Group>
      <CodeEditor
        label={text('run.tryRequest')}
        value={typed}
        onChange={setTyped}
        language="json"
        maxHeight="40vh"
        error={'wrong' in read ? text(read.wrong) : undefined}
      />
      <Checkbox
        label={text('run.tryMocks')}
        description={text('run.tryMocksHint')}
        checked={isMocked}
        disabled={facts.log === undefined}
        onChange={({ currentTarget }) => setMocked(currentTarget.checked)}
      />
      <Group>
        <Button
          leftSection={<Play size={15} aria-hidden />}
          loading={tried.isPending}
          disabled={'wrong' in read}
          onClick={() => tried.mutate()}
        >
          {text('run.tryIt')}
        </Button>
      </Group>
      <Failure error={tried.error} />
      {tried.data && <TryOutcome outcome={tried.data} />}
    </Stack>
  );
}
