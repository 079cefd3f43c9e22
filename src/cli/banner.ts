import type { Logger } from 'pino';
import { isConsoleBuilt } from './console-folder.ts';
import { shortPath } from './file-diagnostic.ts';
import type { FirstSignIn } from './first-user.ts';

/** What a newcomer needs to know once the gateway listens. */
export interface BannerFacts {
  readonly version: string;
  /** The gateway's own base URL. */
  readonly url: string;
  readonly prefix: string;
  readonly signIn: FirstSignIn;
  /** `METHOD name` of all active rules. */
  readonly rules: readonly string[];
  /** Where rule files are looked for; undefined: nowhere. */
  readonly rulesDir: string | undefined;
}

const SAMPLE = 'POST api/v1/register';

const FIRST_RULE = '{"name":"hello","method":"GET","rule":{"response":{"body":{"hello":"world"}}}}';

const NOT_BUILT = 'not built; build it with: npm run console:build';

/** The facts for people at a terminal. */
export function banner(facts: BannerFacts): string {
  const { version, url, prefix, signIn, rules } = facts;
  const lines = [
    `Stepgate ${version} listens on ${url}`,
    '',
    `  endpoints  ${url}${prefix}/…`,
    `  console    ${isConsoleBuilt() ? `${url}/console/` : NOT_BUILT}`,
    `  admin API  ${url}/api/v1`,
    `  docs       ${url}/docs`,
    `  health     ${url}/health/ready`,
    `  metrics    ${url}/metrics`,
    `  sign in    ${howToSignIn(signIn)}`,
  ];
  if (rules.length === 0) lines.push('', firstRule(facts));
  if (rules.includes(SAMPLE)) lines.push('', 'Try it:', '', `  ${sampleCall(url, prefix)}`);
  return `\n${lines.join('\n')}\n\n`;
}

/** Shows the facts: on a terminal for people, else in the log. */
export function showBanner(log: Logger, facts: BannerFacts): void {
  if (process.stdout.isTTY) process.stdout.write(banner(facts));
  else logBanner(log, facts);
}

/** The facts as lines of the log, whatever its level: a start that says nothing looks like one that hangs. */
export function logBanner(log: Logger, facts: BannerFacts): void {
  const { version, url, prefix, signIn, rules } = facts;
  const always = log.child({}, { level: 'info' });
  const passwordFile = signIn.kind === 'made' ? signIn.passwordFile : undefined;
  const console = isConsoleBuilt() ? `${url}/console/` : undefined;
  const fields = { version, url, prefix, console, endpoints: rules.length, signIn: howToSignIn(signIn), passwordFile };
  const endpoints = rules.length === 1 ? '1 endpoint' : `${rules.length} endpoints`;
  always.info(fields, `Stepgate ${version} listens on ${url} with ${endpoints}`);
  if (!isConsoleBuilt()) always.info(`the console is ${NOT_BUILT}`);
  if (rules.length === 0) log.info(firstRule(facts));
}

function howToSignIn(signIn: FirstSignIn): string {
  switch (signIn.kind) {
    case 'made':
      return signIn.passwordFile === undefined
        ? `user admin, password ${signIn.password} (made up now, not shown again)`
        : `user admin, the password in ${shortPath(signIn.passwordFile)} (made up now; delete the file once you have read it)`;
    case 'configured':
      return 'user admin, the password in STEPGATE_ADMIN_PASSWORD';
    case 'existing':
      return 'user admin, the password of its first start (a new one: stepgate user password admin)';
  }
}

function firstRule({ url, prefix, rulesDir }: BannerFacts): string {
  const none = rulesDir === undefined ? 'STEPGATE_RULES_DIR is empty' : `there are no rules in ${rulesDir}`;
  const how =
    rulesDir === undefined
      ? `save one with POST ${url}/api/v1/rule`
      : `save ${FIRST_RULE} there as hello.json, start again, and open ${url}${prefix}/hello`;
  return `There is no endpoint yet, ${none}; ${how}.`;
}

function sampleCall(url: string, prefix: string): string {
  return `curl -i ${url}${prefix}/api/v1/register -H 'content-type: application/json' -d '{"phone":"13800000000"}'`;
}
