import { Type } from 'typebox';
import type { Diagnostic as RuleDiagnostic, RuleDocument } from '../rule/compiled.ts';
import type { RuleVersion } from '../store/store.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { deleteInput, deleteRequest } from './delete-request.ts';
import { PageOf, answers, creates, paged, success } from './envelope.ts';
import { AnyObject, Body, Id, Query } from './field.ts';
import { refresh } from './refresh.ts';
import { RuleText, acceptRule, checkAmong, checkWhole, ruleObject } from './rule-document.ts';
import { samePathWarnings } from './same-path.ts';
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

const Diagnostic = Type.Object({
  severity: Type.String(),
  pointer: Type.String({ description: 'JSON pointer into the rule' }),
  message: Type.String(),
  suggestion: Type.Optional(Type.String()),
});

const headFields = { ...versionFields, method: Type.String() };
const RuleHead = Type.Object(headFields);
const Rule = Type.Object({ ...headFields, rule: AnyObject, warnings: Type.Array(Diagnostic) });

/** As a rule's file has them. */
const documentFields = {
  $schema: Type.Optional(Type.String({ description: 'for editors' })),
  name: Type.String(),
  method: Type.String(),
  rule: RuleText,
  desc: Type.Optional(Type.String()),
};

const EXAMPLE = {
  name: 'hello/:name',
  method: 'GET',
  desc: 'Says hello.',
  rule: {
    request: { query: { times: { type: 'int', min: 1, max: 3, default: 1 } } },
    response: { body: { hello: '{request.params.name}', times: '{request.query.times}' } },
  },
};

/** Rules and their versions. */
export function addRuleRoutes(app: AdminApp, deps: AdminDeps): void {
  addRead(app, deps);
  addPage(app, deps);
  addSave(app, deps);
  addSwitch(app, deps);
  addDelete(app, deps);
  addCheck(app, deps);
}

function addRead(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'One version of a rule; by name and method the active one, else the newest',
    querystring: Query({
      id: Type.Optional(Id),
      version: Type.Optional(Type.String()),
      name: Type.Optional(Type.String({ examples: ['api/v1/register'] })),
      method: Type.Optional(Type.String({ examples: ['POST'] })),
    }),
    response: answers(Rule),
  };
  app.get('/rule', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const ref = versionRef(query, true);
    const row = await deps.store.rules.get(ref);
    if (!row) throw noSuch('rule', ref);
    return success(shown(deps, row));
  });
}

function addPage(app: AdminApp, { store }: AdminDeps): void {
  const schema = {
    summary: 'Versions of rules, newest first',
    querystring: VersionPageQuery,
    response: answers(PageOf(RuleHead)),
  };
  app.get('/rule/page', { config: { role: 'viewer' }, schema }, async ({ query }) => {
    const found = await store.rules.page(versionFilter(query), query);
    return paged(found, query, (row) => ({ ...versionHead(row), method: row.method }));
  });
}

function addSave(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Save a new version; the first of its name and method is active at once',
    body: Body({ ...documentFields, activate: Type.Boolean({ default: false }) }, EXAMPLE),
    response: creates(Rule),
  };
  app.post('/rule', { config: { role: 'developer' }, schema }, async ({ body, caller }, reply) => {
    const item = documentOf(body);
    const warnings = await acceptRule(item, deps);
    const row = await deps.store.rules.add(item, body.activate, caller.operator);
    await refresh(deps);
    return reply.code(201).send(success(shown(deps, row, warnings)));
  });
}

function addSwitch(app: AdminApp, deps: AdminDeps): void {
  const schema = { summary: 'Make a version the active one', body: SwitchBody, response: answers(Rule) };
  app.put('/rule/switch_version', { config: { role: 'developer' }, schema }, async ({ body: { id }, caller }) => {
    const saved = await deps.store.rules.get({ id });
    if (!saved) throw noSuch('rule', { id });
    // An earlier release may have taken what this one refuses.
    const warnings = await acceptRule(documentOf(saved), deps);
    const row = await deps.store.rules.activate(id, caller.operator);
    if (!row) throw noSuch('rule', { id });
    await refresh(deps);
    return success(shown(deps, row, warnings));
  });
}

function addDelete(app: AdminApp, deps: AdminDeps): void {
  const schema = { summary: 'Delete a version', ...deleteRequest, response: answers(Type.Null()) };
  app.delete('/rule', { config: { role: 'developer' }, schema }, async (request) => {
    const { id, force } = deleteInput(request);
    await removeVersion(deps.store.rules, 'rule', id, force, request.caller.operator);
    await refresh(deps);
    return success(null);
  });
}

function addCheck(app: AdminApp, deps: AdminDeps): void {
  const schema = {
    summary: 'Check a rule without saving it',
    body: Body(documentFields, EXAMPLE),
    response: answers(Type.Object({ errors: Type.Array(Diagnostic), warnings: Type.Array(Diagnostic) })),
  };
  app.post('/rule/check', { config: { role: 'viewer' }, schema }, async ({ body }) =>
    success(await checkWhole(documentOf(body), deps)),
  );
}

interface DocumentFields {
  readonly name: string;
  readonly method: string;
  readonly desc?: string;
  readonly rule: string | Readonly<Record<string, unknown>>;
}

function documentOf({ name, method, desc, rule }: DocumentFields): RuleDocument & { desc: string } {
  return { name, method, desc: desc ?? '', rule: ruleObject(rule) };
}

/** @param found the warnings of its check, where that has been made: of a large rule it takes seconds. */
function shown(
  { registry }: AdminDeps,
  row: RuleVersion,
  found: readonly RuleDiagnostic[] = checkAmong(documentOf(row), registry).warnings,
) {
  const warnings = [...found, ...samePathWarnings(row, registry.names())];
  return { ...versionHead(row), method: row.method, rule: { ...row.rule }, warnings };
}
