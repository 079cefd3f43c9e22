import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, LifeBuoy, Play, Terminal } from 'lucide-react';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { hasCompensation } from '../../designer/model/undoes.ts';
import type { Json } from '../../designer/model/rule-language.ts';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { GiveUp } from './give-up.tsx';
import { requestCurl } from './request-curl.ts';
import { PauseRun } from './pause-run.tsx';
import { isAtRest, requestOf } from './run-facts.ts';
import type { RunFacts, RunHead } from './run-facts.ts';
import type { RuleVersion } from './use-run.ts';
import { ruleAddress } from '../../parts/rule-address.ts';

interface RunActionsProps {
  readonly facts: RunFacts;
  readonly head: RunHead;
  readonly rule: RuleVersion | null | undefined;
}

/** A suspended run is given up where it is recovered. */
const CANCELLABLE: readonly string[] = ['running', 'recovering', 'waiting', 'paused'];

const PAUSABLE: readonly string[] = ['running', 'paused'];

/** What one may do with a run. */
export function RunActions({ facts, head, rule }: RunActionsProps) {
  const text = useText();
  const { may } = useMe();
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const request = requestOf(facts);
  // What is being undone goes on where it is recovered.
  const isGivenUp = facts.kept?.cause === 'compensation';
  const ruleOfRun = (facts.kept?.rule ?? rule?.rule) as Json | undefined;
  const isUndoable = useMemo(
    () => isAtRest(head.status) && !isGivenUp && hasCompensation(ruleOfRun),
    [head.status, isGivenUp, ruleOfRun],
  );
  return (
    <>
      {head.status === 'suspended' && (
        <Button component={Link} to={`/recovery/${head.trx}`} leftSection={<LifeBuoy size={15} aria-hidden />}>
          {text('run.toRecovery')}
        </Button>
      )}
      {may('operator') && PAUSABLE.includes(head.status) && (
        <PauseRun trx={head.trx} isPaused={head.status === 'paused'} />
      )}
      {may('operator') && (
        <GiveUp trx={head.trx} isUndoable={isUndoable} isCancellable={CANCELLABLE.includes(head.status)} />
      )}
      {rule && request && may('developer') && (
        <Button
          component={Link}
          to={`${ruleAddress(rule)}?version=${rule.version}&panel=try&trx=${head.trx}`}
          variant="default"
          leftSection={<Play size={15} aria-hidden />}
        >
          {text('run.again')}
        </Button>
      )}
      {request && (
        <Button
          variant="default"
          leftSection={copied ? <Check size={15} aria-hidden /> : <Terminal size={15} aria-hidden />}
          onClick={() => copy(requestCurl(request, location.origin))}
        >
          {text(copied ? 'copy.copied' : 'run.copyCurl')}
        </Button>
      )}
    </>
  );
}
