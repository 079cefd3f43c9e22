import type { JsonObject } from '../../../src/json.ts';
import type { Site } from '../program.ts';
import { WHOLE_URL, without } from './component.ts';
import type { Draft, Sending } from './component.ts';

/** A site, and what is there: an api, one that always answers well, or a script. */
export interface PlacedSite {
  readonly site: Site;
  readonly kind: 'api' | 'steady' | 'script';
}

/** The layers of a rule, and its sites. */
export interface Placed {
  readonly components: readonly (readonly JsonObject[])[];
  readonly sites: readonly PlacedSite[];
}

/** Gives drafts their places, and makes of them what a rule may hold. */
export function place(layers: readonly (readonly Draft[])[], groups: readonly Sending[]): Placed {
  const sites = new Map<Site, PlacedSite['kind']>();
  const components = layers.map((layer, layerIndex) => {
    const taken: string[] = [];
    return layer.map((draft, index) => {
      const { group, outputName } = draft;
      const site = group === null ? `${layerIndex + 1}-${index + 1}` : `g${group}`;
      const kind = draft.script ? 'script' : group !== null && isShared(layers, group) ? 'steady' : 'api';
      sites.set(site, kind);
      const isFree = outputName !== null && !taken.some((name) => clash(name, outputName));
      if (isFree) taken.push(outputName);
      const sending = (group === null ? undefined : groups[group]) ?? draft.sending;
      return {
        name: `${draft.name} ${index + 1}`,
        ...(kind === 'script' ? script(draft, site) : api(draft, sending, site, kind === 'steady')),
        ...(group !== null && { isCache: true }),
        ...(isFree && { outputName }),
      };
    });
  });
  return { components, sites: [...sites].map(([site, kind]) => ({ site, kind })) };
}

/** Whether some layer makes a cached call more than once: then only one call goes out, and it had better not fail. */
function isShared(layers: readonly (readonly Draft[])[], group: number): boolean {
  return layers.some((layer) => layer.filter((one) => one.group === group).length > 1);
}

function api({ rest }: Draft, sending: Sending, site: Site, isSteady: boolean): JsonObject {
  return {
    type: 'api',
    url: sending.urlTail === WHOLE_URL ? `{request.params.${site}}` : `{var.UP}/${site}${sending.urlTail}`,
    ...(isSteady ? without(sending.rest, 'responseType') : sending.rest),
    ...(isSteady ? without(rest, 'responseCondition') : rest),
  };
}

function script({ rest, script: given }: Draft, site: Site): JsonObject {
  const common = without(rest, 'responseCondition', 'errMsg', 'errorMsg');
  const readsHttp = JSON.stringify(common.outputData ?? null).includes('{$');
  return { type: 'script', url: site, ...given, ...(readsHttp ? without(common, 'outputData') : common) };
}

function clash(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);
}
