import { systemClock } from '../../clock.ts';
import { createTurns } from '../../turns.ts';
import { within } from '../../within.ts';
import { MetricTotals } from '../../observe/metric-totals.ts';
import type { FromProcess, Outcome, Request, ToProcess } from './message.ts';

/** A process that does not answer holds up no other for longer: it learns of changes through the database too. */
const PATIENCE_MS = 1000;

const NOTHING: Outcome = { found: false };

/** A process, as others reach it. */
export interface Peer {
  /** Of no other one, living or dead. */
  readonly id: number;
  send(message: ToProcess): void;
}

type FromPeer = Extract<FromProcess, { kind: 'request' | 'turn' | 'endTurn' | 'piece' | 'done' }>;

/** Passes on what processes ask of each other, and adds up their metrics. */
export class Relay {
  readonly #peers = new Map<number, Peer>();
  readonly #waiting = new Map<number, { readonly peer: number; readonly resolve: (outcome: Outcome) => void }>();
  readonly #totals = new MetricTotals();
  readonly #turns = createTurns();
  /** Those that were asked for and have not ended, by process and id. */
  readonly #turnsTaken = new Map<string, Promise<() => void>>();
  /** Totals are of one moment: one collection after the other. */
  #collecting: Promise<unknown> = Promise.resolve();
  #lastId = 0;

  /** It takes requests from now on. */
  add(peer: Peer): void {
    this.#peers.set(peer.id, peer);
  }

  /** It has ended. */
  remove(id: number): void {
    this.#peers.delete(id);
    for (const { peer, resolve } of this.#waiting.values()) if (peer === id) resolve(NOTHING);
    this.#totals.end(id);
    for (const key of this.#turnsTaken.keys()) if (key.startsWith(`${id}:`)) this.#endTurn(key);
  }

  /** Takes what a process says. */
  hear(peer: Peer, message: FromPeer): void {
    switch (message.kind) {
      case 'request':
        return void this.#answer(peer, message.id, message.request);
      case 'turn':
        return this.#takeTurn(peer, message.id, message.names);
      case 'endTurn':
        return this.#endTurn(`${peer.id}:${message.id}`);
      case 'piece':
        return this.#totals.add(peer.id, message.piece);
      case 'done':
        return this.#waiting.get(message.id)?.resolve(message);
    }
  }

  #takeTurn(peer: Peer, id: number, names: readonly string[]): void {
    const taken = this.#turns.take(names);
    this.#turnsTaken.set(`${peer.id}:${id}`, taken);
    void taken.then(() => peer.send({ kind: 'done', id, found: false }));
  }

  #endTurn(key: string): void {
    void this.#turnsTaken.get(key)?.then((end) => end());
    this.#turnsTaken.delete(key);
  }

  async #answer(peer: Peer, id: number, request: Request): Promise<void> {
    const outcome = request === 'metrics' ? await this.#sendTotals(peer, id) : await this.#askAll(request, peer.id);
    peer.send({ kind: 'done', id, ...outcome });
  }

  #sendTotals(peer: Peer, id: number): Promise<Outcome> {
    const turn = this.#collecting.then(async () => {
      await this.#askAll('metrics');
      for (const piece of this.#totals.pieces()) {
        peer.send({ kind: 'piece', id, piece });
        // Connections are handed over meanwhile.
        await systemClock.sleep(0);
      }
      return NOTHING;
    });
    this.#collecting = turn;
    return turn;
  }

  async #askAll(request: Request, but?: number): Promise<Outcome> {
    const asked = [...this.#peers.values()].filter(({ id }) => id !== but);
    const outcomes = await Promise.all(asked.map((peer) => this.#ask(peer, request)));
    const live = outcomes.flatMap((outcome) => outcome.live ?? []);
    return { found: outcomes.some(({ found }) => found), ...(live.length > 0 && { live }) };
  }

  async #ask(peer: Peer, request: Request): Promise<Outcome> {
    const id = ++this.#lastId;
    let outcome = NOTHING;
    const { promise, resolve } = Promise.withResolvers<void>();
    const answered = ({ found, live }: Outcome): void => {
      outcome = { found, ...(live && { live }) };
      resolve();
    };
    this.#waiting.set(id, { peer: peer.id, resolve: answered });
    peer.send({ kind: 'request', id, request });
    await within(systemClock, PATIENCE_MS, promise);
    this.#waiting.delete(id);
    return outcome;
  }
}
