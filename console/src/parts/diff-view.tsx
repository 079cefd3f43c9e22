import { Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Suspense, lazy } from 'react';
import type { MergeProps } from './merge-mirror.tsx';

const MergeMirror = lazy(async () => ({ default: (await import('./merge-mirror.tsx')).MergeMirror }));

/** The differences of two texts: side by side, or below each other where there is no room. */
export function DiffView(props: Omit<MergeProps, 'isUnified'>) {
  const isNarrow = useMediaQuery('(max-width: 62em)', false, { getInitialValueInEffect: false });
  return (
    <Suspense fallback={<Skeleton height={160} />}>
      <MergeMirror key={String(isNarrow)} {...props} isUnified={isNarrow} />
    </Suspense>
  );
}
