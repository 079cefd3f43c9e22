import { Button, Code, List, Paper, Stack, Text, Title } from '@mantine/core';
import { SearchX } from 'lucide-react';
import { Link } from 'react-router';
import { useText } from '../../i18n/use-text.ts';

interface RunUnknownProps {
  readonly trx: string;
  readonly onRetry: () => void;
}

const TRX = /^TRX[0-9A-F]{32}$/;

/** A trx of which nothing is known, and what to check. */
export function RunUnknown({ trx, onRetry }: RunUnknownProps) {
  const text = useText();
  const checks = [
    ...(TRX.test(trx) ? [] : [text('run.checkTrx')]),
    text('run.checkRecord'),
    text('run.checkRefused'),
    text('run.checkRetention'),
    text('run.checkSoon'),
  ];
  return (
    <Paper withBorder p="lg">
      <Stack gap="sm" align="flex-start">
        <SearchX size={28} strokeWidth={1.5} aria-hidden />
        <Title order={2}>{text('run.unknown')}</Title>
        <Code>{trx}</Code>
        <Text size="sm">{text('run.unknownLead')}</Text>
        <List size="sm" spacing={4}>
          {checks.map((check) => (
            <List.Item key={check}>{check}</List.Item>
          ))}
        </List>
        <Button.Group>
          <Button variant="default" onClick={onRetry}>
            {text('failure.retry')}
          </Button>
          <Button variant="default" component={Link} to="/runs">
            {text('run.toList')}
          </Button>
        </Button.Group>
      </Stack>
    </Paper>
  );
}
