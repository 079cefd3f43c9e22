import { useStore, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';

/** Gives the focus of the keyboard to a node, as soon as it is drawn. @param focus another object each time. */
export function useFocusOn(focus: { readonly id: string } | undefined): void {
  const store = useStoreApi();
  const isDrawn = useStore(({ nodeLookup }) => focus !== undefined && nodeLookup.has(focus.id));
  useEffect(() => {
    if (focus === undefined || !isDrawn) return;
    const selector = `.react-flow__node[data-id="${CSS.escape(focus.id)}"]`;
    store.getState().domNode?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  }, [focus, isDrawn, store]);
}
