import type { RE2JS } from 're2js';

/** The work of matching a pattern by its automaton, whose states RE2JS makes as texts need them. */
export interface Work {
  /** The most instructions that the pattern may be at, which a new step of the automaton looks at. */
  readonly width: number;
  /** Steps: each is new only once. */
  readonly steps: number;
}

/** What is used of RE2JS's automaton. */
interface Automaton {
  /** The first characters of the classes that the pattern tells apart, but for the first class. */
  readonly classBounds: ArrayLike<number>;
  memBudget: number;
  clearCache(): void;
  /** Null where its memory is full. */
  makeState(instructions: readonly number[], flag: number, ids: readonly number[]): State | null;
  step(state: State, characterClass: number, character: number, anchor: number): State | null;
}

interface State {
  /** The instructions that the pattern may be at. */
  readonly nfaStates: readonly number[];
}

interface Program {
  readonly start: number;
  numInst(): number;
  getInst(at: number): Instruction;
}

interface Instruction {
  readonly arg: number;
  /** The characters it takes; none: it is no such instruction. */
  readonly runes: ArrayLike<number>;
  matchRune(character: number): boolean;
}

/** At the beginning of the text, which is the beginning of a line. */
const AT_START = 4 | 1;
const UNANCHORED = 0;

/** Instructions visited before an automaton counts as too large to be measured. */
const MOST_WORK = 100_000;
const MEMORY_BYTES = 32 * 1024 * 1024;

/** Goes through all states of the pattern's automaton; undefined: they are too many. */
export function measure(pattern: RE2JS): Work | undefined {
  const { prog: program, onepass } = pattern.re2Input as unknown as { prog: Program; onepass: object | null };
  // A program of one pass is never at more than one instruction.
  if (onepass !== null) return { width: 1, steps: program.numInst() };
  const automaton = pattern.re2Input.dfa as unknown as Automaton;
  automaton.clearCache();
  automaton.memBudget = MEMORY_BYTES;
  const work = explore(automaton, program);
  automaton.clearCache();
  return work;
}

function explore(automaton: Automaton, program: Program): Work | undefined {
  const characters = [0, ...Array.from(automaton.classBounds)];
  const different = distinct(characters, program);
  const states = new Set([automaton.makeState([program.start], AT_START, [])]);
  let work = 0;
  let width = 1;
  for (const state of states) {
    if (state === null) return undefined;
    width = Math.max(width, state.nfaStates.length);
    for (const [characterClass, character] of different) {
      work += 1 + state.nfaStates.length;
      if (work > MOST_WORK) return undefined;
      states.add(automaton.step(state, characterClass, character, UNANCHORED));
    }
  }
  return { width, steps: states.size * (characters.length + 1) };
}

/** Of the classes that all instructions take alike, one each: `\pL` has hundreds of them. */
function distinct(characters: readonly number[], program: Program): [characterClass: number, character: number][] {
  const instructions = Array.from({ length: program.numInst() }, (_, at) => program.getInst(at));
  const taking = instructions.filter(({ runes }) => runes.length > 0);
  // Repeated instructions share their array; one character is taken with its other cases or without.
  const kinds = new Map(taking.map((one) => [one.runes.length === 1 ? `${one.arg} ${one.runes[0]}` : one.runes, one]));
  const found = new Map<string, [number, number]>();
  for (const [characterClass, character] of characters.entries()) {
    const taken = Array.from(kinds.values(), (one) => (one.matchRune(character) ? 1 : 0)).join('');
    const flags = `${character === 10} ${/\w/.test(String.fromCodePoint(character))}`;
    if (!found.has(taken + flags)) found.set(taken + flags, [characterClass, character]);
  }
  return [...found.values()];
}
