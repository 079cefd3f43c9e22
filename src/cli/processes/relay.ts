import { systemClock } from '../../clock.ts';
import { within } from '../../within.ts';
import { MetricTotals } from '../../observe/metric-totals.ts';
import type { FromProcess, Request, ToProcess } from './message.ts';

/** A process that does not answer holds up no other for longer: it learns of changes through the database too. */
const PATIENCE_MS = 1000;

/** A process, as others reach it. */
export interface Peer {
  /** Of no other one, living or dead. */
  readonly id: number;
  send(message: ToProcess): void;
}

type FromPeer = Extract<FromProcess, { kind: 'request' | 'piece' | 'done' }>;

/** Passes on what processes ask of each other, and adds up their metrics. */
export class Relay {
  readonly #peers = new Map<number, Peer>();
  readonly #waiting = new Map<number, { readonly peer: number; readonly resolve: (found: boolean) => void }>();
  readonly #totals = new MetricTotals();
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
    for (const { peer, resolve } of this.#waiting.values()) if (peer === id) resolve(false);
    this.#totals.end(id);
  }

  /** Takes what a process says. */
  hear(peer: Peer, message: FromPeer): void {
    if (message.kind === 'request') void this.#answer(peer, message.id, message.request);
    else if (message.kind === 'piece') this.#totals.add(peer.id, message.piece);
    else this.#waiting.get(message.id)?.resolve(message.found);
  }

  async #answer(peer: Peer, id: number, request: Request): Promise<void> {
    const found = request === 'metrics' ? await this.#sendTotals(peer, id) : await this.#askAll(request, peer.id);
    peer.send({ kind: 'done', id, found });
  }

  #sendTotals(peer: Peer, id: number): Promise<boolean> {
    const turn = this.#collecting.then(async () => {
      await this.#askAll('metrics');
      for (const piece of this.#totals.pieces()) {
        peer.send({ kind: 'piece', id, piece });
        // Connections are handed over meanwhile.
        await systemClock.sleep(0);
      }
      return false;
    });
    this.#collecting = turn;
    return turn;
  }

  async #askAll(request: Request, but?: number): Promise<boolean> {
    const asked = [...this.#peers.values()].filter(({ id }) => id !== but);
    const found = await Promise.all(asked.map((peer) => this.#ask(peer, request)));
    return found.includes(true);
  }

  async #ask(peer: Peer, request: Request): Promise<boolean> {
    const id = ++this.#lastId;
    let found = false;
    const { promise, resolve } = Promise.withResolvers<void>();
    const answered = (given: boolean): void => {
      found = given;
      resolve();
    };
    this.#waiting.set(id, { peer: peer.id, resolve: answered });
    peer.send({ kind: 'request', id, request });
    await within(systemClock, PATIENCE_MS, promise);
    this.#waiting.delete(id);
    return found;
  }
}
