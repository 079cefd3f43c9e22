import { type CardPosition, COMPONENTS, type DesignerDocument, documentOf, pointerOf } from './document.ts';
import { allLists, isWithin } from './flows.ts';
import { EditError } from './edit-error.ts';
import { asObject, asText, memberOf, setAt, withMember } from './json-value.ts';
import { cardAt, editableLayers, layerAt, withLayers } from './layer-edit.ts';
import { type Output, outputsOf } from './outputs.ts';
import { outputPathOf, type ReadPlace, rewriteComponent, rewriteResponse, type Rewrite } from './references.ts';
import { createDiagnostics, type JsonObject, member, overlap, parseOutputName, type Path } from './rule-language.ts';

const LONGEST = 255;

/**
 * Gives a component another name. Where its output is called like it, the output and what reads it follow; where the
 * name cannot be an output's, or another output has it, the output keeps its name. @throws EditError
 */
export function renameComponent(json: JsonObject, position: CardPosition, name: string): JsonObject {
  const component = componentIn(json, position);
  const old = asText(component.name);
  if (old === name) return json;
  checkName(json, position, name);
  const renamed = setAt(json, member(pointerOf(position), 'name'), name) as JsonObject;
  const follows = old !== undefined && component.outputName === old && outputError(json, position, name) === undefined;
  return follows ? moveReferences(renamed, position, name) : renamed;
}

/** Gives an output another name; all that reads it follows. @throws EditError */
export function renameOutput(json: JsonObject, position: CardPosition, outputName: string): JsonObject {
  const component = componentIn(json, position);
  if (component.outputName === outputName) return json;
  const message = outputError(json, position, outputName);
  if (message !== undefined) throw new EditError(message, member(pointerOf(position), 'outputName'));
  return moveReferences(json, position, outputName);
}

function componentIn(json: JsonObject, position: CardPosition): JsonObject {
  const component = asObject(cardAt(editableLayers(json, position.list), position));
  if (component !== undefined) return component;
  throw new EditError('this component is no object; correct it in the JSON first', pointerOf(position));
}

function checkName(json: JsonObject, position: CardPosition, name: string): void {
  const pointer = member(pointerOf(position), 'name');
  if (name === '') throw new EditError('a component needs a name', pointer);
  if (name.length > LONGEST) {
    throw new EditError(`a name has at most ${LONGEST} characters, not ${name.length}`, pointer);
  }
  const beside = layerAt(editableLayers(json, position.list), position.layer).toSpliced(position.at, 1);
  if (beside.some((other) => memberOf(other, 'name') === name)) {
    throw new EditError(`another component of this layer is called ${JSON.stringify(name)}`, pointer);
  }
}

/** Why the output of this component cannot be called so. */
function outputError(json: JsonObject, position: CardPosition, outputName: string): string | undefined {
  const diagnostics = createDiagnostics();
  const path = parseOutputName(outputName, '', diagnostics);
  if (path === undefined) return diagnostics.errors[0]?.message;
  const other = outputsAround(json, position.list ?? COMPONENTS).find(
    (output) => !isSamePlace(output.position, position) && overlap(output.path, path),
  );
  if (other === undefined) return undefined;
  return `the output of ${JSON.stringify(other.component)} in layer ${other.position.layer + 1} is called ${other.path.join('.')}: what reads them could not be told apart`;
}

/** Outputs depend on the layers only: how the text is written does not matter. */
function layersAlone(json: JsonObject): DesignerDocument {
  return documentOf({ rule: memberOf(json, 'rule') ?? {} });
}

/** The outputs of some layers, of those around them, and of those inside them. */
function outputsAround(json: JsonObject, list: string): Output[] {
  const document = layersAlone(json);
  const outputs = outputsOf(document);
  const near = allLists(document).filter((one) => isWithin(one, list) || isWithin(list, one));
  return near.flatMap((one) => outputs(one).all);
}

function isSamePlace(a: CardPosition, b: CardPosition): boolean {
  return pointerOf(a) === pointerOf(b);
}

/** Sets the output's name, and rewrites the placeholders that get their value from it. */
function moveReferences(json: JsonObject, position: CardPosition, outputName: string): JsonObject {
  const old = outputPathOf(componentIn(json, position));
  const named = setAt(json, member(pointerOf(position), 'outputName'), outputName) as JsonObject;
  if (old === undefined) return named;
  const outputs = outputsOf(layersAlone(json));
  /** Whether all that a path can read at these places is this output. */
  const reads = (path: Path, places: readonly ReadPlace[]): boolean => {
    if (path.length < old.length) return false;
    const nearest = places.flatMap(({ list, layer }) => outputs(list).providersOf(path, layer)[0] ?? []);
    return nearest.length > 0 && nearest.every((one) => isSamePlace(one.position, position));
  };
  const rewriteAt = (places: readonly ReadPlace[]): Rewrite => {
    return (path, text) => (reads(path, places) ? renamedText(text, old, outputName) : undefined);
  };
  const before = editableLayers(named);
  const layers = before.map((components, layer) => {
    const changed = components.map((one, at) => {
      const component = asObject(one);
      return component === undefined ? one : rewriteComponent(component, pointerOf({ layer, at }), rewriteAt);
    });
    return changed.every((one, at) => one === components[at]) ? components : changed;
  });
  return withResponse(withLayers(named, layers), rewriteAt([{ list: undefined, layer: Infinity }]));
}

function withResponse(json: JsonObject, rewrite: Rewrite): JsonObject {
  const rule = asObject(json.rule);
  const response = asObject(rule?.response);
  if (rule === undefined || response === undefined) return json;
  const rewritten = rewriteResponse(response, rewrite);
  return rewritten === response ? json : withMember(json, 'rule', withMember(rule, 'response', rewritten));
}

const SEGMENT = /\[-?\d+\]|\["(?:[^"\\]|\\.)*"\]|\.?[^.[\]]+/gu;

/** The placeholder's text under the output's new name; how the rest is written stays. */
function renamedText(text: string, old: readonly string[], outputName: string): string {
  const segments = text.match(SEGMENT) ?? [];
  return outputName + segments.slice(old.length).join('');
}
