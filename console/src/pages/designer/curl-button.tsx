import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { Check, Terminal } from 'lucide-react';
import { curlOf } from '../../designer/model/curl.ts';
import { endpointOf } from '../../designer/model/document.ts';
import type { DesignerDocument } from '../../designer/model/document.ts';
import { useText } from '../../i18n/use-text.ts';
import { usePrefix } from './use-rule.ts';

/** Copies the `curl` line that calls the endpoint, with example values. */
export function CurlButton({ document }: { readonly document: DesignerDocument }) {
  const text = useText();
  const { copied, copy } = useClipboard({ timeout: 1500 });
  const endpoint = endpointOf(document);
  const prefix = usePrefix(endpoint);
  const Icon = copied ? Check : Terminal;
  return (
    <Button
      variant="default"
      leftSection={<Icon size={15} />}
      disabled={endpoint.name === ''}
      onClick={() => copy(curlOf(document, { baseUrl: window.location.origin, prefix }))}
    >
      {text('designer.curl')}
    </Button>
  );
}
