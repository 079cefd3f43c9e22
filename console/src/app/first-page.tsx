import { Navigate } from 'react-router';
import { useMe } from '../api/me.ts';
import { routes } from './routes.ts';

/** Leads to the first page that the caller may open. */
export function FirstPage() {
  const { may } = useMe();
  const first = routes.find(({ link, role }) => link !== undefined && may(role));
  return <Navigate to={`/${first?.path ?? 'profile'}`} replace />;
}
