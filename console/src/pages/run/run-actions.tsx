import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Hourglass, LifeBuoy, Play, Terminal } from 'lucide-react';
import { Link } from 'react-router';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { requestCurl } from './request-curl.ts';
import { requestOf } from './run-facts.ts';
import type { RunFacts, RunHead } from './run-facts.ts';
import type { RuleVersion } from './use-run.ts';
import { ruleAddress } from '../../parts/rule-address.ts';

interface RunActionsProps {
  readonly facts: RunFacts;
  readonly head: RunHead;
  readonly rule: RuleVersion | null | undefined;
}

/** What one may do with a run. */
export function RunActions({ facts, head, rule }: RunActionsProps) {
  const text = useText();
  const { may } = useMe();
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const request = requestOf(facts);
  return (
    <>
      {head.status === 'suspended' && (
        <Button component={Link} to={`/recovery/${head.trx}`} leftSection={<LifeBuoy size={15} aria-hidden />}>
          {text('run.toRecovery')}
        </Button>
      )}
      {head.status === 'waiting' && (
        <Button component={Link} to={`/waits?trx=${head.trx}`} leftSection={<Hourglass size={15} aria-hidden />}>
          {text('waits.toWaits')}
        </Button>
      )}
      {rule && may('developer') && (
        <Button
          component={Link}
          to={`${ruleAddress(rule)}?try=${head.trx}`}
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
