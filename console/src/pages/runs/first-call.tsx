import { Anchor, Code, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Terminal } from 'lucide-react';
import { Link } from 'react-router';
import { get } from '../../api/client.ts';
import { useMe } from '../../api/me.ts';
import { useText } from '../../i18n/use-text.ts';
import { CopyButton } from '../../parts/copy-button.tsx';

/** How to make the first run: a line to copy, or the first rule. */
export function FirstCall() {
  const text = useText();
  const { may } = useMe();
  const line = useFirstCall();
  return (
    <Paper withBorder p="lg" radius="md">
      <Stack gap="sm" align="flex-start">
        <Group gap="xs">
          <Terminal size={20} aria-hidden />
          <Title order={2}>{text('firstCall.title')}</Title>
        </Group>
        <Text size="sm">{text(line === null ? 'firstCall.noRule' : 'firstCall.lead')}</Text>
        {typeof line === 'string' && (
          <Group gap="xs" wrap="nowrap" maw="100%" align="flex-start">
            <Code block fz="sm" tabIndex={0} style={{ overflowX: 'auto' }}>
              {line}
            </Code>
            <CopyButton value={line} what="curl" />
          </Group>
        )}
        <Text size="sm" c="dimmed">
          {text('firstCall.record')}
        </Text>
        {may('developer') && (
          <Anchor component={Link} to="/rules/new" size="sm">
            {text('firstCall.rule')}
          </Anchor>
        )}
      </Stack>
    </Paper>
  );
}

/** The curl line of an endpoint that is recorded: the sample's, else the first; null: there is none. */
function useFirstCall(): string | null | undefined {
  const { data } = useQuery({
    queryKey: ['first-call'],
    queryFn: async ({ signal }) => {
      const { list } = await get('/rule/endpoints', { count: 100 }, signal);
      const chosen = list.find(({ name }) => name === 'api/v1/register') ?? list.find((one) => one.active_version);
      if (!chosen?.active_version) return null;
      const rule = await get('/rule', { version: chosen.active_version }, signal);
      const [{ curlOf }, { documentOf }] = await Promise.all([
        import('../../designer/model/curl.ts'),
        import('../../designer/model/document.ts'),
      ]);
      const file = { name: rule.name, method: rule.method, rule: rule.rule };
      const prefix = await prefixOf(rule.name, signal);
      return curlOf(documentOf(file as Parameters<typeof documentOf>[0]), { baseUrl: location.origin, prefix });
    },
    staleTime: Infinity,
  });
  return data;
}

/** Where rules are served: the document of the configured endpoints names their whole paths. */
async function prefixOf(name: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch('/openapi.json', { signal });
  const { paths = {} } = (await answer.json()) as { paths?: object };
  const end = `/${name.replace(/:(\w+)/g, '{$1}')}`;
  return (
    Object.keys(paths)
      .find((path) => path.endsWith(end))
      ?.slice(0, -end.length) ?? '/ps'
  );
}
