import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import type { Logger } from 'pino';
import { systemClock } from '../../clock.ts';
import type { Config } from '../../config.ts';
import { within } from '../../within.ts';
import type { BannerFacts } from '../banner.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { GRACE_MS } from '../close-in-time.ts';
import type { FromProcess, ToProcess } from './message.ts';
import { Balance } from './balance.ts';
import { Relay } from './relay.ts';
import { shareOf } from './share.ts';

/** A process that has served for so long did not die of how it was started. */
const WELL_AFTER_MS = 10_000;
const LONGEST_DELAY_MS = 30_000;
/** A service manager signals all processes of a group: the parent's own signal may be on its way. */
const GROUP_MS = 100;
const LAST_WORDS_MS = 1000;
/** Beyond what a process itself takes. */
const LATER_MS = 1000;

/** The place of a process; who is started there has its number and its share. */
interface Place {
  /** From 1 on. */
  readonly process: number;
  worker: Worker | undefined;
  state: 'starting' | 'listening' | 'leaving' | 'down';
  /** Why it could not be started, as it said. */
  failure: Extract<FromProcess, { kind: 'failed' }> | undefined;
  listensSince: number | undefined;
  /** Deaths in a row, each soon after a start. */
  deaths: number;
}

/**
 * Starts the processes of a gateway, and again each that ends. They accept connections from one socket: what Node's
 * cluster otherwise does, to hand each over in turn, more than doubles what a connection costs, and leaves the client of
 * one that is being handed to a process that dies without an end. How they are spread is `Balance`'s to mend.
 *
 *   the first one brings files and first user ──► the others start ──► all listen
 *
 * One of those that listen keeps house; when it leaves or dies, another one does.
 */
export class Supervisor {
  readonly #config: Config;
  readonly #log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly #places: readonly Place[];
  readonly #relay = new Relay();
  readonly #balance = new Balance();
  readonly #started = Promise.withResolvers<BannerFacts>();
  readonly #ended = Promise.withResolvers<void>();
  #state: 'starting' | 'running' | 'closing' = 'starting';
  #facts: BannerFacts | undefined;
  /** The port that the next one is told. */
  #port: number;
  #keepsHouse: Place | undefined;
  /** All ended in order. */
  #isWell = true;

  constructor(config: Config, log: Pick<Logger, 'info' | 'warn' | 'error'>) {
    this.#config = config;
    this.#log = log;
    this.#port = config.port;
    this.#places = Array.from({ length: config.processes }, (_, index) => ({
      process: index + 1,
      worker: undefined,
      state: 'down',
      failure: undefined,
      listensSince: undefined,
      deaths: 0,
    }));
  }

  /**
   * Resolves when all processes listen.
   * @throws CliError with the reason of the first that could not; none is left then.
   */
  start(): Promise<BannerFacts> {
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({ serialization: 'advanced' });
    const [first] = this.#places;
    if (first) this.#start(first, true);
    return this.#started.promise;
  }

  /** Ends all processes; resolves with whether they ended in order. */
  async close(): Promise<boolean> {
    this.#state = 'closing';
    for (const { worker } of this.#places) if (worker) send(worker, { kind: 'shutDown', othersServe: false });
    this.#endWhenAllHave();
    await within(systemClock, this.#config.shutdownMs + GRACE_MS + LATER_MS, this.#ended.promise);
    this.#killAll();
    await this.#ended.promise;
    return this.#isWell;
  }

  #start(place: Place, isFirst = false): void {
    const isAlone = this.#places.every(({ state }) => state === 'down' || state === 'leaving');
    // A free port was chosen at the start; it is given back when none listens any more.
    if (isAlone && this.#facts) this.#port = Number(new URL(this.#facts.url).port);
    const config = { ...shareOf(this.#config, place.process), port: this.#port };
    // `.env` may have changed since: what the first ones were started with counts.
    const worker = cluster.fork({ STEPGATE_PROCESSES: String(this.#config.processes) });
    Object.assign(place, { worker, state: 'starting', failure: undefined, listensSince: undefined });
    send(worker, { kind: 'begin', begin: { process: place.process, config, isFirst } });
    worker.on('message', (message) => this.#hear(place, worker, message as FromProcess));
    worker.on('error', (error) => {
      this.#log.warn({ err: error, process: place.process }, 'a process is not reached');
      if (worker.process.pid === undefined) this.#exited(place, worker, error.message);
    });
    // What it said last is read when its channel has ended.
    const disconnected = new Promise<void>((resolve) => worker.once('disconnect', resolve));
    worker.on('exit', (code, signal) => {
      const how = (signal as string | null) ?? code;
      void within(systemClock, LAST_WORDS_MS, disconnected).then(() => this.#exited(place, worker, how));
    });
  }

  #hear(place: Place, worker: Worker, message: FromProcess): void {
    const peer = { id: worker.id, send: (reply: ToProcess) => send(worker, reply) };
    switch (message.kind) {
      case 'prepared':
        this.#relay.add(peer);
        if (this.#state === 'starting' && place.process === 1)
          for (const other of this.#places.slice(1)) this.#start(other);
        return;
      case 'listens':
        this.#balance.add(worker.id);
        return this.#listens(place, message.facts);
      case 'connections':
        return send(worker, { kind: 'surplus', count: this.#balance.surplus(worker.id, message.count) });
      case 'failed':
        place.failure = message;
        return;
      case 'leaving':
        place.state = 'leaving';
        this.#balance.remove(worker.id);
        this.#keepHouse();
        return void systemClock.timer(GROUP_MS, () => {
          const othersServe = this.#places.some(({ state }) => state === 'listening');
          if (this.#state !== 'closing') send(worker, { kind: 'shutDown', othersServe });
        });
      case 'request':
      case 'turn':
      case 'endTurn':
      case 'piece':
      case 'done':
        return this.#relay.hear(peer, message);
    }
  }

  #listens(place: Place, facts: BannerFacts): void {
    Object.assign(place, { state: 'listening', listensSince: systemClock.elapsed() });
    this.#keepHouse();
    if (place.process === 1) this.#facts ??= facts;
    const fields = { process: place.process, pid: place.worker?.process.pid };
    this.#log.info(fields, this.#state === 'starting' ? 'a process serves' : 'a process serves again');
    if (this.#state !== 'starting' || !this.#facts || !this.#places.every(({ state }) => state === 'listening')) return;
    this.#state = 'running';
    this.#started.resolve(this.#facts);
  }

  /** One of those that listen does, and goes on as long as it listens. */
  #keepHouse(): void {
    if (this.#keepsHouse?.state === 'listening') return;
    this.#keepsHouse = this.#places.find(({ state }) => state === 'listening');
    if (this.#keepsHouse?.worker) send(this.#keepsHouse.worker, { kind: 'keepHouse' });
  }

  #exited(place: Place, worker: Worker, how: number | string): void {
    const { state, listensSince } = place;
    place.worker = undefined;
    place.state = 'down';
    if (this.#keepsHouse === place) this.#keepsHouse = undefined;
    this.#relay.remove(worker.id);
    this.#balance.remove(worker.id);
    this.#keepHouse();
    if (this.#state === 'closing') {
      this.#isWell &&= how === 0;
      this.#endWhenAllHave();
    } else if (this.#state === 'starting') this.#giveUp(place, how);
    else this.#startAgain(place, worker, how, state === 'leaving' && how === 0, listensSince);
  }

  #giveUp({ failure, process }: Place, how: number | string): void {
    this.#state = 'closing';
    this.#killAll();
    const { message = `process ${process} ended with ${how} while it started`, exitCode = EXIT.failed } = failure ?? {};
    this.#started.reject(new CliError(message, exitCode));
  }

  #startAgain(
    place: Place,
    { process: { pid } }: Worker,
    how: number | string,
    inOrder: boolean,
    since: number | undefined,
  ): void {
    const wasWell = inOrder || (since !== undefined && systemClock.elapsed() - since > WELL_AFTER_MS);
    place.deaths = wasWell ? 0 : place.deaths + 1;
    // The first time it may have been killed: at once.
    const hasStarted = since !== undefined;
    const startsInMs = place.deaths === 0 || (hasStarted && place.deaths === 1) ? 0 : delayOf(place.deaths);
    const fields = { process: place.process, pid, ended: how, startsInMs };
    if (inOrder) this.#log.info(fields, 'a process has been shut down; it is started again');
    else if (place.failure) this.#log.error(fields, `a process could not be started: ${place.failure.message}`);
    else this.#log.error(fields, 'a process has died; it is started again');
    setTimeout(() => {
      if (this.#state === 'running') this.#start(place);
    }, startsInMs);
  }

  #killAll(): void {
    for (const { worker } of this.#places) worker?.process.kill('SIGKILL');
  }

  #endWhenAllHave(): void {
    if (this.#places.every(({ worker }) => worker === undefined)) this.#ended.resolve();
  }
}

/** How long it is waited after so many deaths in a row: 1, 2, 4 … seconds. */
function delayOf(deaths: number): number {
  return Math.min(LONGEST_DELAY_MS, 1000 * 2 ** (deaths - 1));
}

/** One that has just ended gets nothing any more. */
function send(worker: Worker, message: ToProcess): void {
  worker.send(message, undefined, undefined, () => undefined);
}
