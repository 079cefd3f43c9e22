import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { EntryOf } from '../../api/api-types.ts';
import { get, post, put, remove, request } from '../../api/client.ts';
import type { DesignerDocument } from '../../designer/model/document.ts';
import { text as say } from '../../i18n/use-text.ts';
import { notify, notifyFailure } from '../../parts/notify.tsx';
import { ruleBody } from './saved-rule.ts';
import type { SavedVersion } from './saved-rule.ts';

export type Version = EntryOf<'/rule/page'>;

/** Where a rule is served. */
export interface Endpoint {
  readonly method: string;
  readonly name: string;
}

/** All queries of the designer's begin with it. */
export const RULE_KEY = ['rule'];
const PAGE = 100;
/** Names that begin with this one come in the same list. */
const MOST_PAGES = 10;

/** The versions of an endpoint, newest first. */
export function useVersions(endpoint: Endpoint | undefined) {
  return useQuery({
    queryKey: [...RULE_KEY, 'versions', endpoint],
    queryFn: ({ signal }) => versionsOf(endpoint ?? { method: '', name: '' }, signal),
    enabled: endpoint !== undefined,
  });
}

async function versionsOf({ method, name }: Endpoint, signal: AbortSignal): Promise<Version[]> {
  const found: Version[] = [];
  let after = '';
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await get('/rule/page', { name, method, count: PAGE, after }, signal);
    found.push(...answer.list.filter((one) => one.name === name && one.method === method));
    if (answer.next === null) break;
    after = answer.next;
  }
  return found;
}

/** The version that `version` names, else the newest; null: there is none. Kept as it was opened. */
export function useOpenedRule(endpoint: Endpoint, version: string) {
  return useQuery({
    queryKey: ['opened-rule', endpoint, version],
    queryFn: async ({ signal }) => {
      const versions = await versionsOf(endpoint, signal);
      const found = version === '' ? versions[0] : versions.find((one) => one.version === version);
      return found === undefined ? null : get('/rule', { id: found.id }, signal);
    },
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
}

/** One version with its rule. */
export function useVersion(id: number | undefined) {
  return useQuery({
    queryKey: [...RULE_KEY, 'version', id],
    queryFn: ({ signal }) => get('/rule', { ...(id !== undefined && { id }) }, signal),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
}

/** Saves a document as a new version; with `isActivated` it is the active one at once. */
export function useSaveVersion(onSaved: (version: SavedVersion) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ document, isActivated }: { document: DesignerDocument; isActivated: boolean }) => {
      const saved = await post('/rule', { ...ruleBody(document), activate: isActivated });
      return { id: saved.id, version: saved.version, isActive: saved.status, document };
    },
    onSuccess: async (saved) => {
      onSaved(saved);
      await queries.invalidateQueries({ queryKey: [...RULE_KEY, 'versions'] });
    },
  });
}

/** Makes a version the active one; "Undo" activates the one `before`. */
export function useActivate(onActivated?: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: { readonly id: number; readonly before?: number | undefined }) => switchTo(queries, id),
    onSuccess: ({ version }, { before }) => {
      notify(
        say('designer.published', { version }),
        before === undefined ? undefined : () => void switchTo(queries, before).catch(notifyFailure),
      );
      onActivated?.();
    },
  });
}

async function switchTo(queries: QueryClient, id: number) {
  const rule = await put('/rule/switch_version', { id });
  await queries.invalidateQueries({ queryKey: RULE_KEY });
  return rule;
}

/** Deletes a version; the active one with `force`. */
export function useDeleteVersion(onDeleted: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, isActive }: { id: number; isActive: boolean }) =>
      remove('/rule', { id, ...(isActive && { force: true }) }),
    onSuccess: async () => {
      onDeleted();
      await queries.invalidateQueries({ queryKey: RULE_KEY });
    },
  });
}

/** What is wrong with a document, from the gateway. */
export function useCheck(document: DesignerDocument) {
  const body = ruleBody(document);
  const text = `${body.method} ${body.name} ${body.rule}`;
  return useQuery({
    queryKey: [...RULE_KEY, 'check', text],
    // A new rule is checked before it has a name.
    queryFn: ({ signal }) =>
      post('/rule/check', { ...body, name: body.name || 'new', method: body.method || 'ANY' }, signal),

    placeholderData: (before) => before,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
}

const DEFAULT_PREFIX = '/ps';

/** Under which path endpoints are served, by one that is known to be there. */
export function usePrefix({ name }: Endpoint) {
  const { data } = useQuery({
    queryKey: ['prefix', name],
    queryFn: async ({ signal }) => {
      const document = (await (await fetch('/openapi.json', { signal })).json()) as { paths?: object };
      return prefixIn(Object.keys(document.paths ?? {}), name);
    },
    staleTime: Infinity,
    retry: false,
  });
  return data ?? DEFAULT_PREFIX;
}

function prefixIn(paths: readonly string[], name: string): string {
  const suffix = `/${name.replace(/(^|\/):([^/]+)/g, '$1{$2}')}`;
  return paths.find((path) => path.endsWith(suffix))?.slice(0, -suffix.length) ?? DEFAULT_PREFIX;
}

/** Names that placeholders and fields offer. */
export function useKnownNames() {
  const names = (path: '/secret/page' | '/script/page') => async () => {
    const { list } = await request<{ list: { name: string }[] }>('get', path, { query: { count: PAGE } });
    return [...new Set(list.map(({ name }) => name))];
  };
  const secrets = useQuery({ queryKey: ['secret', 'names'], queryFn: names('/secret/page') });
  const scripts = useQuery({ queryKey: ['script', 'names'], queryFn: names('/script/page') });
  const found = { secrets: secrets.data ?? NONE, scripts: scripts.data ?? NONE };
  return useMemo(
    () => ({ secrets: found.secrets, scripts: found.scripts, vars: VARS }),
    [found.secrets, found.scripts],
  );
}

const NONE: readonly string[] = [];
const VARS = ['SELF'];

/** The active version of an endpoint; null: none is. */
export function useActiveRule(endpoint: Endpoint) {
  return useQuery({
    queryKey: [...RULE_KEY, 'active', endpoint],
    queryFn: async ({ signal }) => {
      const active = (await versionsOf(endpoint, signal)).find(({ status }) => status);
      return active === undefined ? null : get('/rule', { id: active.id }, signal);
    },
    gcTime: 0,
  });
}
