interface ApiGroup {
  readonly name: string;
  readonly description: string;
  /** First parts of the paths of its calls. */
  readonly resources: readonly string[];
}

/** The calls of this API as its OpenAPI document groups them, in the order in which they are used. */
export const apiGroups: readonly ApiGroup[] = [
  {
    name: 'Runs',
    description: 'What is under way, and what was recorded: find a run by its trx, read what each component did.',
    resources: ['run', 'run_log', 'search', 'live'],
  },
  {
    name: 'Suspensions',
    description: 'Runs that broke and are kept: see why, mend their data or rule, look ahead, recover one or many.',
    resources: ['suspend'],
  },
  {
    name: 'Waits',
    description: 'What runs wait for: callbacks, approvals, times; approve, refuse, or stand in for a callback.',
    resources: ['wait'],
  },
  {
    name: 'Queues',
    description: 'How runs take their turn that nobody waits for: set, pause and clean queues, see who works on them.',
    resources: ['queue', 'worker'],
  },
  {
    name: 'Rules',
    description: 'The endpoints: check and try a rule, save it as a new version, make a version the active one.',
    resources: ['rule'],
  },
  {
    name: 'Scripts',
    description: 'The JavaScript and TypeScript that rules call, in versions as rules are.',
    resources: ['script'],
  },
  {
    name: 'Schedules',
    description: 'Runs that begin by themselves: by cron, every so often, or once; what each moment has begun.',
    resources: ['schedule'],
  },
  {
    name: 'Secrets',
    description: 'What rules name as `{secret.NAME}`: a value goes in and never comes out.',
    resources: ['secret'],
  },
  {
    name: 'Statistics',
    description: 'Recorded runs counted and timed: by rule, over time, by error.',
    resources: ['stats'],
  },
  {
    name: 'Users',
    description: 'Who may sign in, and as what: viewer, operator, developer or admin.',
    resources: ['user'],
  },
  {
    name: 'Tokens',
    description: 'API tokens for programs; each is shown once, when it is made.',
    resources: ['token'],
  },
  {
    name: 'Audit',
    description: 'Who changed what, when and from where, and whether anybody has changed these records since.',
    resources: ['audit'],
  },
  {
    name: 'Sign-in',
    description:
      'A session of a person: its token goes into `Authorization: Bearer …`, on this page with the button “Authorize”.',
    resources: ['login', 'logout', 'me'],
  },
];

/** The group of a call. @throws Error when it is in none. */
export function groupOf(path: string): string {
  const resource = path.split('/')[1] ?? '';
  const group = apiGroups.find(({ resources }) => resources.includes(resource));
  if (!group) throw new Error(`${path} is in no group; add ${resource} to one of src/admin/api-group.ts`);
  return group.name;
}
