import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from './child.ts';
import type { Bench } from './compare.ts';
import { otherRules, registerRule } from './documents.ts';
import type { SingleFigure } from './figures.ts';
import { startGateway, writeFiles } from './gateway.ts';
import { significant, spreadOf } from './statistics.ts';

/** Until a gateway that has started has nothing more to do. */
const IDLE_MS = 10_000;
const MANY_FILES = 5000;
const MOST_IDLE_MIB = 160;
const JSON_HEADER = { 'content-type': 'application/json' };

/** A request of the sample that needs no script, and the one whose four runs begin with three scripts. */
const FIRST_REQUESTS = {
  hello: (url: string) => fetch(`${url}/ps/examples/hello/Ada`),
  register: (url: string) => {
    const body = JSON.stringify({ phone: '13800000000', name: 'Ada' });
    return fetch(`${url}/ps/api/v1/register`, { method: 'POST', headers: JSON_HEADER, body });
  },
  service: (url: string) => {
    const body = JSON.stringify({ phone: '13800000000', name: 'Ada' });
    return fetch(`${url}/ps/register`, { method: 'POST', headers: JSON_HEADER, body });
  },
};

/** Processor time of a gateway and all its processes until it has answered the first request. */
export async function measureStarts(bench: Bench): Promise<SingleFigure[]> {
  const sample = sampleFolder(bench);
  const [hello, register]: [number[], number[]] = [[], []];
  const [fresh, known]: [number[], number[]] = [[], []];
  const many = path.join(bench.folder, 'many-files');
  writeFiles(many, [registerRule('register'), ...otherRules(MANY_FILES)]);
  // The first start of a program compiles it, and of a database makes its tables.
  await secondsOfStart(bench, sample, 'register');
  for (let round = 1; round <= bench.options.rounds; round++) {
    bench.progress(`round ${round} of ${bench.options.rounds}: starts`);
    hello.push(await secondsOfStart(bench, sample, 'hello'));
    register.push(await secondsOfStart(bench, sample, 'register'));
    rmSync(path.join(many, 'data'), { recursive: true, force: true });
    fresh.push(await secondsOfStart(bench, many, 'service'));
    known.push(await secondsOfStart(bench, many, 'service'));
  }
  const figure = (name: string, title: string, values: readonly number[], atMost?: number): SingleFigure => ({
    ...{ name, title, unit: 's', value: spreadOf(values) },
    ...(atMost !== undefined && { bar: { atMost } }),
  });
  return [
    figure('start-sample', 'start with the sample, and one request', hello, 1),
    figure('start-scripts', 'the same, the request runs three scripts', register),
    figure('start-new', 'start with 5,001 new files, and one request', fresh, 4),
    figure('start-known', 'start with 5,001 known files, and one request', known, 2),
  ];
}

/** With the sample, as it is in the checkout. */
function sampleFolder(bench: Bench): string {
  const folder = path.join(bench.folder, 'sample');
  const root = path.join(import.meta.dirname, '..');
  for (const name of ['rules', 'scripts']) cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  return folder;
}

async function secondsOfStart(bench: Bench, folder: string, first: keyof typeof FIRST_REQUESTS): Promise<number> {
  const upstream = await bench.servers.get('upstream');
  const gateway = await startGateway({ folder, upstream: upstream.url });
  try {
    const answer = await FIRST_REQUESTS[first](gateway.url);
    const seconds = gateway.cpuSeconds();
    if (!answer.ok) throw new Error(`the first request was answered ${answer.status}: ${await answer.text()}`);
    await answer.text();
    return seconds;
  } finally {
    await gateway.stop();
  }
}

/** Of gateways with the sample that were just started, when they have come to rest: on a new database, and on a known one. */
export async function measureIdle(bench: Bench): Promise<SingleFigure[]> {
  const folder = sampleFolder(bench);
  const { url: upstream } = await bench.servers.get('upstream');
  const idle = async (name: string, title: string): Promise<SingleFigure> => {
    bench.progress(`memory, ${title}`);
    const gateway = await startGateway({ folder, upstream });
    try {
      await delay(IDLE_MS);
      return memoryFigure(name, title, gateway, MOST_IDLE_MIB);
    } finally {
      await gateway.stop();
    }
  };
  // The first start of a program compiles it, which takes memory.
  await secondsOfStart(bench, folder, 'hello');
  rmSync(path.join(folder, 'data'), { recursive: true });
  return [await idle('memory-first', 'idle, where the start has made the database'), await idle('memory-idle', 'idle')];
}

/** Of the gateway on which the cases have run, at once after the last. */
export async function measureLoaded(bench: Bench): Promise<SingleFigure> {
  return memoryFigure('memory-loaded', 'after the whole benchmark', await bench.servers.get('gateway'), 350);
}

function memoryFigure(name: string, title: string, gateway: Child, atMost: number): SingleFigure {
  const mib = significant(gateway.memoryMib());
  return {
    name,
    title: `memory, ${title}`,
    unit: 'MiB',
    value: { median: mib, least: mib, most: mib },
    bar: { atMost },
  };
}
