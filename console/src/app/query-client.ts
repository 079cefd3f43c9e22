import { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';

/** What was read from the gateway. A refusal is not tried again, a gateway that does not answer is, once. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      networkMode: 'always',
      retry: (failures, error) => failures < 1 && error instanceof ApiError && error.status === 0,
    },
    mutations: { networkMode: 'always' },
  },
});
