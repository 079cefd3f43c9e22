import { useRouteError } from 'react-router';
import { useText } from '../i18n/use-text.ts';
import { Failure } from '../parts/failure.tsx';
import { Page } from '../parts/page.tsx';

/** A page that threw instead of being drawn. */
export function ErrorPage() {
  const text = useText();
  const error = useRouteError();
  return (
    <Page title={text('failure.broken')}>
      <Failure error={error} retry={() => location.reload()} />
    </Page>
  );
}
