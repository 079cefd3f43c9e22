import { Type } from 'typebox';
import { StepgateError } from '../error.ts';
import type { ScriptVersion } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { deleteInput, deleteRequest } from './delete-request.ts';
import { PageOf, answers, creates, paged, success } from './envelope.ts';
import { Body, Id, Language, Query } from './field.ts';
import { refresh } from './refresh.ts';
import {
  SwitchBody,
  VersionPageQuery,
  noSuch,
  removeVersion,
  versionFields,
  versionFilter,
  versionHead,
  versionRef,
} from './version.ts';

const headFields = { ...versionFields, language: Language };
const ScriptHead = Type.Object(headFields);
const Script = Type.Object({ ...headFields, script: Type.String() });
const ScriptDiagnostic = Type.Object({
  message: Type.String(),
  line: Type.Optional(Type.Integer()),
  column: Type.Optional(Type.Integer()),
});
const Checked = Type.Object({ errors: Type.Array(ScriptDiagnostic), warnings: Type.Array(ScriptDiagnostic) });
const SavedScript = Type.Object({ ...headFields, script: Type.String(), warnings: Type.Array(ScriptDiagnostic) });

/** As the path of its file below the folder of scripts, without the ending, such as `demo/user`. */
const ScriptName = Type.String({
  pattern: '^(?!.*\\.[jt]s$)[A-Za-z0-9_~-][A-Za-z0-9_.~-]*(/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*$',
  maxLength: 255,
  description: 'segments of letters, digits, . _ ~ and -, without a dot in front or the ending .js or .ts, joined by /',
});

/** Scripts and their versions. */
export function addScriptRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
  addSave(app, deps);
  addSwitch(app, deps);
  addDelete(app, deps);
  addCheck(app, deps);
}

function addRead(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'One version of a script; by name the active one, else the newest',
    querystring: Query({
      id: Type.Optional(Id),
      version: Type.Optional(Type.String()),
      name: Type.Optional(Type.String({ examples: ['demo/coupon'] })),
    }),
    response: answers(Script),
  };
  app.get('/script', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const ref = versionRef(query, false);
    const row = await store.scripts.get(ref);
    if (!row) throw noSuch('script', ref);
    return success(shown(row));
  });
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Versions of scripts, newest first',
    querystring: VersionPageQuery,
    response: answers(PageOf(ScriptHead)),
  };
  app.get('/script/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const found = await store.scripts.page(versionFilter(query), query);
    return paged(found, query, (row) => ({ ...versionHead(row), language: row.language }));
  });
}

function addSave(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Save a new version; the first of its name is active at once',
    body: Body(
      {
        name: ScriptName,
        script: Type.String(),
        language: Type.Optional(Language),
        desc: Type.Optional(Type.String()),
        activate: Type.Boolean({ default: false }),
      },
      {
        name: 'hello',
        script: 'function handler(ctx, input) {\n  return { hello: input.name };\n}\n',
        language: 'js',
        desc: 'Says hello.',
      },
    ),
    response: creates(SavedScript),
  };
  app.post('/script', { config: { role: 'developer' }, schema }, async ({ body, caller }, reply) => {
    const { name, script, language = 'js', desc = '', activate } = body;
    const warnings = await acceptScript(deps, script, language);
    const row = await deps.store.scripts.add({ name, script, language, desc }, activate, caller.operator);
    await refresh(deps);
    return reply.code(201).send(success({ ...shown(row), warnings }));
  });
}

function addSwitch(app: AdminApp, deps: AdminDeps): void {
  const schema = { summary: 'Make a version the active one', body: SwitchBody, response: answers(Script) };
  app.put('/script/switch_version', { config: { role: 'developer' }, schema }, async ({ body: { id }, caller }) => {
    const row = await deps.store.scripts.activate(id, caller.operator);
    if (!row) throw noSuch('script', { id });
    await refresh(deps);
    return success(shown(row));
  });
}

function addDelete(app: AdminApp, deps: AdminDeps): void {
  const schema = { summary: 'Delete a version', ...deleteRequest, response: answers(Type.Null()) };
  app.delete('/script', { config: { role: 'developer' }, schema }, async (request) => {
    const { id, force } = deleteInput(request);
    await removeVersion(deps.store.scripts, 'script', id, force, request.caller.operator);
    await refresh(deps);
    return success(null);
  });
}

function addCheck(app: AdminApp, { sandbox }: AdminDeps): void {
  const schema = {
    summary: 'Check a script without saving or running it',
    body: Body(
      { script: Type.String(), language: Type.Optional(Language) },
      { script: 'function handler(ctx, input) { return input; }' },
    ),
    response: answers(Checked),
  };
  app.post(
    '/script/check',
    { config: { role: 'developer' }, schema },
    async ({ body: { script, language = 'js' } }) => {
      const found = await sandbox.check(script, language);
      const of = (isWarning: boolean) =>
        found
          .filter(({ severity }) => (severity === 'warning') === isWarning)
          .map(({ message, line = 1, column = 1 }) => ({ message, line, column }));
      return success({ errors: of(false), warnings: of(true) });
    },
  );
}

function shown(row: ScriptVersion) {
  return { ...versionHead(row), language: row.language, script: row.script };
}

/** Refuses a script that does not compile or has no handler; gives its warnings. @throws StepgateError 000400 with line and column. */
export async function acceptScript(
  { sandbox }: Pick<AdminDeps, 'sandbox'>,
  script: string,
  language: 'js' | 'ts',
): Promise<{ message: string; line?: number; column?: number }[]> {
  const found = await sandbox.check(script, language);
  const wrong = found.filter(({ severity }) => severity !== 'warning');
  const first = wrong[0];
  if (!first) {
    return found.map(({ message, line = 1, column = 1 }) => ({ message, line, column }));
  }
  const errors = wrong.map((error) => ({ ...error, path: 'request.body.script' }));
  const place = first.line === undefined ? '' : `line ${first.line}, column ${first.column ?? 1}: `;
  throw new StepgateError('000400', `request.body.script ${place}${first.message}`, { errors });
}
