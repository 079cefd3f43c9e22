import { ActionIcon, Alert, Badge, Button, Group, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { CircleAlert, Play, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { get, post } from '../../api/client.ts';
import type { ComponentState } from '../../designer/drawing/component-state.ts';
import { type DesignerDocument, endpointOf } from '../../designer/model/document.ts';
import type { Json } from '../../designer/model/rule-language.ts';
import { JsonInput } from '../../designer/panel/json-input.tsx';
import panel from '../../designer/panel/panel.module.css';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { ruleBody } from './saved-rule.ts';
import { mockSeeds, mocksOfLog, requestOfLog, statesOfLog, tryRequest } from './try-run.ts';
import type { MockSeed } from './try-run.ts';

interface TryPanelProps {
  readonly document: DesignerDocument;
  /** Of an earlier run whose request is taken; empty: none. */
  readonly trx: string;
  readonly onStates: (states: ReadonlyMap<string, ComponentState>) => void;
  readonly onClose: () => void;
}

/** Runs the rule as it is drawn, with mocks: no call leaves, nothing is stored. */
export function TryPanel({ document, trx, onStates, onClose }: TryPanelProps) {
  const text = useText();
  const [request, setRequest] = useState<Json>(() => tryRequest(document));
  const [mocks, setMocks] = useState<Mocks>({});
  const earlier = useEarlierRun(trx, (log) => {
    setRequest(requestOfLog(log) ?? {});
    setMocks(mocksOfRun(mockSeeds(document), log));
  });
  const seeds = mockSeeds(document);
  const run = useMutation({
    mutationFn: () => test(document, request, chosenMocks(seeds, mocks)),
    onSuccess: ({ run_log }) => onStates(statesOfLog(document, run_log)),
  });
  return (
    <section className={panel.panel} aria-label={text('designer.try')}>
      <Group justify="space-between" wrap="nowrap" className={panel.top}>
        <Title order={2}>{text('designer.try')}</Title>
        <ActionIcon variant="subtle" color="gray" aria-label={text('panel.close')} onClick={onClose}>
          <X size={16} />
        </ActionIcon>
      </Group>
      <Stack gap="sm" className={panel.fields}>
        <Text size="sm" c="dimmed">
          {text('try.lead')}
        </Text>
        <EarlierRun {...earlier} initial={trx} />
        <JsonInput
          label={text('try.request')}
          value={request}
          onChange={(next) => setRequest(next ?? {})}
          sources={NO_SOURCES}
        />
        <Group justify="flex-end">
          <Button size="compact-xs" variant="subtle" onClick={() => setRequest(tryRequest(document))}>
            {text('try.example')}
          </Button>
        </Group>
        <MockList {...{ seeds, mocks }} onChange={(name, mock) => setMocks((now) => ({ ...now, [name]: mock }))} />
        <Button leftSection={<Play size={15} />} loading={run.isPending} onClick={() => run.mutate()}>
          {text('try.run')}
        </Button>
        <Failure error={run.error} />
        {run.data && <Answer answer={run.data} />}
      </Stack>
    </section>
  );
}

const NO_SOURCES = (): readonly never[] => [];

interface Mock {
  readonly isOn: boolean;
  readonly output: Json;
}
type Mocks = Readonly<Record<string, Mock>>;

function mockOf(seed: MockSeed, mocks: Mocks): Mock {
  return mocks[seed.name] ?? { isOn: seed.isNeeded, output: seed.output };
}

function chosenMocks(seeds: readonly MockSeed[], mocks: Mocks) {
  const chosen = seeds.map((seed) => [seed.name, mockOf(seed, mocks)] as const).filter(([, { isOn }]) => isOn);
  return Object.fromEntries(chosen.map(([name, { output }]) => [name, { output }]));
}

function test(document: DesignerDocument, request: Json, mocks: Record<string, { output: Json }>) {
  const { name } = endpointOf(document);
  return post('/rule/test', {
    rule: ruleBody(document).rule,
    request: { ...(name !== '' && { name }), ...(request as object) },
    mocks,
  });
}

/** What the components gave in a run; those that it did not reach, or that failed, are answered by examples. */
function mocksOfRun(seeds: readonly MockSeed[], log: unknown): Mocks {
  const gave = mocksOfLog(log);
  const known = seeds.flatMap(({ name, isNeeded }) => {
    const one = gave.get(name);
    return one === undefined ? [] : [[name, { isOn: isNeeded || one.isNeeded, output: one.output }] as const];
  });
  return Object.fromEntries(known);
}

/** Takes the request of an earlier run, and what its components gave. */
function useEarlierRun(trx: string, onLog: (log: unknown) => void) {
  const load = useMutation({
    mutationFn: logOf,
    onSuccess: onLog,
  });
  const { mutate } = load;
  useEffect(() => {
    if (trx !== '') mutate(trx);
  }, [trx, mutate]);
  return { load: mutate, isLoading: load.isPending, error: load.error };
}

/** The log of a run; of one that is not recorded, but was suspended, its request. */
async function logOf(trx: string): Promise<unknown> {
  try {
    return await get('/run_log', { trx });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    return (await get('/suspend', { trx })).data;
  }
}

interface EarlierRunProps {
  readonly initial: string;
  readonly load: (trx: string) => void;
  readonly isLoading: boolean;
  readonly error: unknown;
}

function EarlierRun({ initial, load, isLoading, error }: EarlierRunProps) {
  const text = useText();
  const [trx, setTrx] = useState(initial);
  return (
    <>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          label={text('try.trx')}
          placeholder="TRX…"
          value={trx}
          onChange={({ currentTarget }) => setTrx(currentTarget.value.trim())}
          spellCheck={false}
        />
        <Button size="xs" variant="default" loading={isLoading} disabled={trx === ''} onClick={() => load(trx)}>
          {text('try.take')}
        </Button>
      </Group>
      <Failure error={error} />
    </>
  );
}

interface MockListProps {
  readonly seeds: readonly MockSeed[];
  readonly mocks: Mocks;
  readonly onChange: (name: string, mock: Mock) => void;
}

function MockList({ seeds, mocks, onChange }: MockListProps) {
  const text = useText();
  return (
    <>
      {seeds.length > 0 && (
        <Title order={3} className={panel.section}>
          {text('try.mocks')}
        </Title>
      )}
      {seeds.map((seed) => {
        const mock = mockOf(seed, mocks);
        return (
          <Stack gap={6} key={seed.name}>
            <Switch
              size="xs"
              label={text('try.mock', { name: seed.name })}
              checked={mock.isOn}
              onChange={({ currentTarget }) => onChange(seed.name, { ...mock, isOn: currentTarget.checked })}
            />
            {mock.isOn && (
              <JsonInput
                label={undefined}
                ariaLabel={text('try.output', { name: seed.name })}
                value={mock.output}
                onChange={(output) => onChange(seed.name, { ...mock, output: output ?? null })}
                sources={NO_SOURCES}
              />
            )}
          </Stack>
        );
      })}
    </>
  );
}

type Tested = Awaited<ReturnType<typeof test>>;

function Answer({ answer }: { readonly answer: Tested }) {
  const text = useText();
  const box = useRef<HTMLDivElement>(null);
  // It may stand below all the mocks.
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [answer]);
  return (
    <Stack ref={box} gap="xs" role="status">
      <Group gap="xs">
        <Title order={3}>{text('try.answer')}</Title>
        <StatusBadge status={answer.status} />
        <Badge variant="default" radius="sm">
          {answer.http_status}
        </Badge>
      </Group>
      {answer.run_log === null && (
        <Alert color="orange" variant="light" icon={<CircleAlert size={16} />} py={6}>
          {text('try.refused')}
        </Alert>
      )}
      <JsonTree value={answer.response} label={text('try.answer')} maxHeight="40vh" />
    </Stack>
  );
}
