import { createBrowserRouter } from 'react-router';
import type { RouteObject } from 'react-router';
import { ErrorPage } from './error-page.tsx';
import { FirstPage } from './first-page.tsx';
import { NotFoundPage } from './not-found-page.tsx';
import { RoleGate } from './role-gate.tsx';
import { Root } from './root.tsx';
import { routes } from './routes.ts';
import type { PageRoute } from './routes.ts';

const hasFirstPage = routes.some(({ path }) => path === '');

function routeOf({ path, load, role }: PageRoute): RouteObject {
  const lazy = async () => ({ Component: await load() });
  const page = path === '' ? { index: true as const, lazy } : { path, lazy };
  return { element: <RoleGate needed={role} />, errorElement: <ErrorPage />, children: [page] };
}

/** All addresses below `/console/`; each page is loaded when it is opened. */
export const router = createBrowserRouter(
  [
    {
      element: <Root />,
      errorElement: <ErrorPage />,
      // While the first page is loaded.
      hydrateFallbackElement: <></>,
      children: [
        ...(hasFirstPage ? [] : [{ index: true as const, element: <FirstPage /> }]),
        ...routes.map(routeOf),
        { path: '*', element: <NotFoundPage /> },
      ],
    },
  ],
  { basename: '/console' },
);
