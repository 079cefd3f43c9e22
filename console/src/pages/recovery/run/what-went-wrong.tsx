import { Anchor, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useLanguage, useText } from '../../../i18n/use-text.ts';
import type { Text as Texts } from '../../../i18n/use-text.ts';
import { formatTime } from '../../../parts/format.ts';
import { StatusBadge } from '../../../parts/status-badge.tsx';
import { Time } from '../../../parts/time.tsx';
import { Panel } from './panel.tsx';
import type { KeptRun } from './use-kept-run.ts';

/** What keeps a run, in one sentence, and what it waits for. */
export function WhatWentWrong({ run }: { readonly run: KeptRun }) {
  const text = useText();
  const language = useLanguage();
  const at = formatTime(Date.parse(run.updated_at), language);
  return (
    <Panel colour="orange" title={text('recovery.whatWentWrong')} head={<Head run={run} />}>
      <Text size="md" style={{ overflowWrap: 'anywhere' }}>
        {sentence(text, run, at)}
      </Text>
      {run.cause === 'compensation' && (
        <Text size="sm" mt={4}>
          {text('recovery.givenUp')}
        </Text>
      )}
      <ChildRun run={run} />
    </Panel>
  );
}

const TRX = /TRX[0-9A-F]{32}/;

/** The run that it called, where that is what is suspended. */
function ChildRun({ run: { cause, err_msg: message } }: { readonly run: KeptRun }) {
  const text = useText();
  const [trx] = TRX.exec(message ?? '') ?? [];
  if (cause !== 'child' || trx === undefined) return null;
  return (
    <Text size="sm" mt={4}>
      {text('recovery.childFirst')}{' '}
      <Anchor component={Link} to={`/recovery/${trx}`} size="sm">
        {trx}
      </Anchor>
    </Text>
  );
}

function Head({ run }: { readonly run: KeptRun }) {
  const text = useText();
  return (
    <>
      <StatusBadge status={run.status} />
      <Text size="xs" c="dimmed">
        {text('recovery.keptSince')} <Time at={run.created_at} isRelative />
      </Text>
      {run.recover_count > 0 && (
        <Text size="xs" c="dimmed">
          {text('recovery.recoveredTimes', { count: run.recover_count })}
        </Text>
      )}
    </>
  );
}

const CAUSES = ['crash', 'shutdown', 'database', 'script', 'compensation', 'child'] as const;

function sentence(text: Texts, run: KeptRun, at: string): string {
  const cause = CAUSES.find((one) => one === run.cause);
  const message = run.err_msg ?? text(cause === undefined ? 'recovery.cause.unknown' : `recovery.cause.${cause}`);
  const place = { rule: `${run.method} ${run.path}`, layer: run.cur_step, layers: run.step, at };
  const what = { ...place, message, code: run.err_code ?? '', component: run.err_component ?? '' };
  const waits = { waits: waitsFor(text, run) };
  if (run.err_component !== null) return text('recovery.componentFailed', { ...what, ...waits });
  return text(cause === undefined ? 'recovery.runFailed' : 'recovery.runStopped', { ...what, ...waits });
}

function waitsFor(text: Texts, { rule, recover_count }: KeptRun): string {
  const recover = rule?.recover as { readonly auto?: boolean; readonly max?: number } | undefined;
  const max = recover?.max ?? 3;
  if (recover?.auto === true && recover_count < max) {
    return text('recovery.waitsForItself', { next: recover_count + 1, max });
  }
  return text('recovery.waitsForOperator');
}
