import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import type { BodyOf, DataOf, EntryOf } from '../../api/api-types.ts';
import { get, post, put, remove } from '../../api/client.ts';
import { text } from '../../i18n/use-text.ts';
import { confirm } from '../../parts/confirm.tsx';
import { notify, notifyFailure } from '../../parts/notify.tsx';

export type ScriptHead = EntryOf<'/script/page'>;
export type Script = DataOf<'get', '/script'>;
export type TestResult = DataOf<'post', '/script/test'>;

const KEY = ['script'];

interface ScriptFilter {
  readonly name: string;
  readonly page: number;
  readonly after: string;
}

/** A page of the active versions of all scripts. */
export function useScripts(filter: ScriptFilter) {
  return useQuery({
    queryKey: [...KEY, 'page', filter],
    queryFn: ({ signal }) => get('/script/page', { ...filter, status: true, count: 50 }, signal),
    placeholderData: keepPreviousData,
  });
}

/** One version of a script, without `version` the active one; null: there is no such script. */
export function useScript(name: string, version: string) {
  return useQuery({
    queryKey: [...KEY, 'one', name, version],
    queryFn: async ({ signal }) => {
      try {
        return await get('/script', version === '' ? { name } : { version }, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });
}

/** More versions than these are not listed. */
const MOST_PAGES = 10;

/** All versions of a script, newest first. */
export function useVersions(name: string) {
  return useQuery({ queryKey: [...KEY, 'versions', name], queryFn: ({ signal }) => versionsOf(name, signal) });
}

/** The list is by the beginning of the name: others are in between. */
async function versionsOf(name: string, signal: AbortSignal): Promise<ScriptHead[]> {
  const versions: ScriptHead[] = [];
  let after: string | null = '';
  for (let page = 0; page < MOST_PAGES && after !== null; page++) {
    const answer: DataOf<'get', '/script/page'> = await get('/script/page', { name, count: 100, after }, signal);
    versions.push(...answer.list.filter((one) => one.name === name));
    after = answer.next;
  }
  return versions;
}

/** The texts of two versions, to be compared. */
export function useTwoVersions(ids: readonly [number, number]) {
  return useQuery({
    queryKey: [...KEY, 'two', ...ids],
    queryFn: ({ signal }) => Promise.all(ids.map((id) => get('/script', { id }, signal))),
    // A version does not change.
    staleTime: Infinity,
  });
}

/** Where active rules name a script. */
export function useScriptUsage(name: string) {
  return useQuery({
    queryKey: [...KEY, 'usage', name],
    queryFn: async ({ signal }) => {
      try {
        return (await get('/script/usage', { name }, signal)).list;
      } catch (error) {
        // Neither saved nor used yet.
        if (error instanceof ApiError && error.status === 404) return [];
        throw error;
      }
    },
  });
}

/** What is wrong with a script that is being typed. */
export function useScriptCheck(script: string, language: 'js' | 'ts', isEnabled: boolean) {
  return useQuery({
    queryKey: [...KEY, 'check', language, script],
    queryFn: ({ signal }) => post('/script/check', { script, language }, signal),
    enabled: isEnabled,
    staleTime: Infinity,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

/** Runs a script that need not be saved. */
export function useTestScript() {
  return useMutation({ mutationFn: (body: BodyOf<'post', '/script/test'>) => post('/script/test', body) });
}

/** Saves a version. */
export function useSaveScript(onSaved: (script: Script) => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyOf<'post', '/script'>) => post('/script', body),
    onSuccess: async (script) => {
      const { version, status } = script;
      notify(text(status ? 'scripts.savedActive' : 'scripts.saved', { version }));
      await queries.invalidateQueries({ queryKey: KEY });
      onSaved(script);
    },
  });
}

/** Makes a version the active one; "Undo" activates the one before. */
export function useActivate() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: { readonly id: number; readonly before?: number | undefined }) => switchTo(queries, id),
    onSuccess: ({ version }, { before }) =>
      notify(
        text('scripts.activated', { version }),
        before === undefined ? undefined : () => void switchTo(queries, before).catch(notifyFailure),
      ),
  });
}

async function switchTo(queries: QueryClient, id: number): Promise<Script> {
  const script = await put('/script/switch_version', { id });
  await queries.invalidateQueries({ queryKey: KEY });
  return script;
}

/** Deletes a version, after asking; the active one too, when one says so. */
export function useDeleteVersion() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version, status }: ScriptHead) => {
      const lead = text(status ? 'scripts.deleteActiveLead' : 'scripts.deleteLead');
      const title = text('scripts.deleteVersion', { version });
      const isWanted = await confirm({ title, lead, action: text('form.delete'), isDangerous: true });
      if (isWanted) await remove('/script', { id, force: status });
      return isWanted;
    },
    onSuccess: (isDeleted, { version }) => {
      if (!isDeleted) return undefined;
      notify(text('scripts.deleted', { version }));
      return queries.invalidateQueries({ queryKey: KEY });
    },
  });
}
