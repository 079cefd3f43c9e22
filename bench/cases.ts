import type { Bar, Measure } from './figures.ts';
import type { ServerName } from './servers.ts';

/** A server, and the path of the rule or handler that is called there. */
export interface Target {
  readonly server: ServerName;
  readonly path: string;
}

/** What is compared with what, in turns. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly peer: Target;
  readonly subject: Target;
  /** Undefined: as the command line says. */
  readonly connections?: number;
  readonly bars: Readonly<Partial<Record<Measure, Bar>>>;
  /** The bars count only where so many cores are there: for the load and the upstream beside what is measured. */
  readonly cores?: number;
}

const atLeast = (value: number): Bar => ({ atLeast: value });
const atMost = (value: number): Bar => ({ atMost: value });

const BY_HAND: Target = { server: 'byHand', path: '/ps/register' };
const PLAIN: Target = { server: 'gateway', path: '/ps/register' };

/** The first rule of the sample, one call, then two in parallel; and what else it may be asked to do. */
export const CASES: readonly Case[] = [
  {
    name: 'plain',
    title: 'the rule',
    ...{ peer: BY_HAND, subject: PLAIN },
    bars: { requests: atLeast(1), cpu: atMost(1), p99: atMost(1.2) },
  },
  {
    name: 'one-connection',
    title: 'the rule, at one connection',
    ...{ peer: BY_HAND, subject: PLAIN, connections: 1 },
    bars: { addedMs: atMost(0.1) },
  },
  {
    name: 'many-rules',
    title: 'with 10,000 other rules, to the rule alone',
    ...{ peer: PLAIN, subject: { server: 'manyRules', path: '/ps/register' } },
    bars: { requests: atLeast(0.97) },
  },
  {
    name: 'record-sqlite',
    title: '`record`, SQLite',
    ...{ peer: BY_HAND, subject: { server: 'gateway', path: '/ps/record' } },
    bars: { requests: atLeast(0.75), cpu: atMost(1.5) },
  },
  {
    name: 'record-mysql',
    title: '`record`, MySQL or MariaDB',
    ...{ peer: BY_HAND, subject: { server: 'mysql', path: '/ps/record' } },
    bars: { requests: atLeast(0.7), cpu: atMost(1.5) },
  },
  {
    name: 'durable-sqlite',
    title: '`durable`, SQLite',
    ...{ peer: BY_HAND, subject: { server: 'gateway', path: '/ps/durable' } },
    bars: { requests: atLeast(0.45) },
  },
  {
    name: 'durable-mysql',
    title: '`durable`, MySQL or MariaDB',
    ...{ peer: BY_HAND, subject: { server: 'mysql', path: '/ps/durable' } },
    bars: { requests: atLeast(0.35) },
  },
  {
    name: 'script',
    title: 'with a script behind it, to the same by hand',
    peer: { server: 'byHand', path: '/ps/script' },
    subject: { server: 'gateway', path: '/ps/script' },
    bars: { requests: atLeast(0.7) },
  },
  {
    name: 'two-processes',
    title: 'two processes, to one',
    ...{ peer: PLAIN, subject: { server: 'twoProcesses', path: '/ps/register' } },
    bars: { requests: atLeast(1.7) },
    cores: 4,
  },
  {
    name: 'dispatch',
    title: "by hand with undici's `dispatch`, to by hand",
    ...{ peer: BY_HAND, subject: { server: 'dispatch', path: '/ps/register' } },
    bars: {},
  },
  {
    name: 'node-red',
    title: 'Node-RED',
    ...{ peer: BY_HAND, subject: { server: 'nodeRed', path: '/ps/register' } },
    bars: {},
  },
];

/** Cases without a peer, of `single-figures.ts`. */
export const START = 'start';
export const MEMORY = 'memory';
