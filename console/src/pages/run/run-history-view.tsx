import { Code, Text, Timeline } from '@mantine/core';
import {
  Ban,
  CircleCheck,
  CirclePause,
  CircleX,
  Flag,
  HandHelping,
  Hourglass,
  Pencil,
  Play,
  Reply,
  RotateCcw,
  Undo2,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { Failure } from '../../parts/failure.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Time } from '../../parts/time.tsx';
import type { RunFacts } from './run-facts.ts';
import { historyOf } from './run-history.ts';
import type { RunEvent } from './run-history.ts';
import { useRunAudit } from './use-run.ts';

const signs: Readonly<Record<RunEvent['kind'], LucideIcon>> = {
  begun: Play,
  answered: Reply,
  suspended: CirclePause,
  edited: Pencil,
  recovery: RotateCcw,
  recovered: CircleCheck,
  cancelled: Ban,
  rested: Hourglass,
  completed: HandHelping,
  givenUp: Ban,
  undoing: Undo2,
  undone: Undo2,
  notUndone: CircleX,
  ended: Flag,
  asked: Flag,
};

/** The states of a run, and who did what. */
export function RunHistory({ facts, trx }: { readonly facts: RunFacts; readonly trx: string }) {
  const text = useText();
  const { may } = useMe();
  const audit = useRunAudit(trx);
  const events = historyOf(facts, audit.data);
  return (
    <>
      <Failure error={audit.error} title={text('run.auditFailed')} />
      <Timeline bulletSize={26} lineWidth={2} active={events.length} mt="xs">
        {events.map((event, index) => (
          <Event key={index} event={event} />
        ))}
      </Timeline>
      <Text size="sm" c="dimmed" mt="md">
        {text(may('admin') ? 'run.historyKnown' : 'run.historyKnownPart')}
      </Text>
    </>
  );
}

function Event({ event: { at, kind, by, status, detail } }: { readonly event: RunEvent }) {
  const text = useText();
  const Sign = signs[kind];
  return (
    <Timeline.Item bullet={<Sign size={13} aria-hidden />} title={text(`run.event.${kind}`)} lineVariant="solid">
      <Text size="sm" component="div" style={{ display: 'flex', gap: 8, flexWrap: 'wrap', alignItems: 'center' }}>
        <Time at={at} withMilliseconds />
        {by !== undefined && <span>{text('run.by', { name: by })}</span>}
        {status !== undefined && <StatusBadge status={status} />}
        {detail !== undefined && detail !== '' && <Detail kind={kind} detail={detail} />}
      </Text>
    </Timeline.Item>
  );
}

function Detail({ kind, detail }: { readonly kind: RunEvent['kind']; readonly detail: string }) {
  const text = useText();
  if (kind === 'undoing') return <span>{text('run.undoings', { count: Number(detail) })}</span>;
  // A reason is a sentence of a person.
  if (kind === 'givenUp' || kind === 'cancelled') return <span style={{ overflowWrap: 'anywhere' }}>{detail}</span>;
  return <Code style={{ overflowWrap: 'anywhere' }}>{detail}</Code>;
}
