import type { SignIn } from './first-user.ts';

export interface BannerFacts {
  readonly version: string;
  /** The gateway's own base URL. */
  readonly url: string;
  readonly prefix: string;
  readonly signIn: SignIn;
  /** Whether the sample `POST api/v1/register` is served. */
  readonly hasSample: boolean;
}

/** What a newcomer needs to know once the gateway listens. */
export function banner({ version, url, prefix, signIn, hasSample }: BannerFacts): string {
  const lines = [
    `Stepgate ${version} listens on ${url}`,
    '',
    `  endpoints  ${url}${prefix}/…`,
    `  admin API  ${url}/api/v1`,
    `  docs       ${url}/docs`,
    `  health     ${url}/health/ready`,
    `  metrics    ${url}/metrics`,
    `  sign in    ${howToSignIn(signIn)}`,
  ];
  if (hasSample) lines.push('', 'Try it:', '', `  ${sampleCall(url, prefix)}`);
  return `\n${lines.join('\n')}\n\n`;
}

function howToSignIn(signIn: SignIn): string {
  switch (signIn.kind) {
    case 'made':
      return `user admin, password ${signIn.password} (made up now, not shown again)`;
    case 'configured':
      return 'user admin, the password in STEPGATE_ADMIN_PASSWORD';
    case 'existing':
      return 'user admin, the password of its first start (a new one: stepgate user password admin)';
  }
}

function sampleCall(url: string, prefix: string): string {
  const body = `{"phone":"13800000000","name":"Ada"}`;
  return `curl -i ${url}${prefix}/api/v1/register -H 'content-type: application/json' -d '${body}'`;
}
