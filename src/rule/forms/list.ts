import { StepgateError } from '../../error.ts';
import { isList, type Json } from '../../json.ts';
import { JoinedList } from '../../large/joined-list.ts';
import { describe } from '../condition/excerpt.ts';
import { member } from '../json-pointer.ts';
import { arrayNode, evaluatorOf } from '../template-node.ts';
import { type Evaluation, STEPS } from './evaluation.ts';
import { isSpread, SPREAD } from './form.ts';
import type { FormNode, FormParsing } from './parsing.ts';

/** Puts what an element stands for behind those before it. */
type Add<S> = (one: Evaluation<S>, made: JoinedList) => void;

/** A list; `{"...": "{list}"}` in it stands for the elements of that one. */
export function compileList<S>(items: readonly Json[], pointer: string, parsing: FormParsing<S>): FormNode<S> {
  if (!items.some(isSpread))
    return arrayNode(items.map((item, index) => parsing.compile(item, member(pointer, index))));
  const adds = items.map((item, index) => {
    const at = member(pointer, index);
    if (isSpread(item)) return spread(item[SPREAD], member(at, SPREAD), parsing);
    const evaluate = evaluatorOf(parsing.compile(item, at));
    return (one: Evaluation<S>, made: JoinedList): void => made.add(evaluate(one));
  });
  return {
    evaluate(one) {
      const made = new JoinedList();
      for (const add of adds) add(one, made);
      return made.finish();
    },
  };
}

function spread<S>(value: Json, pointer: string, parsing: FormParsing<S>): Add<S> {
  const evaluate = evaluatorOf(parsing.compile(value, pointer));
  return (one, made) => {
    const list = evaluate(one);
    if (list === null) return;
    if (!isList(list))
      throw new StepgateError('110004', `${pointer} puts the elements of a list here, and is ${describe(list)}`);
    one.work.spend(STEPS.element * made.addAll(list));
  };
}
