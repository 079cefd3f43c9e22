import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';

interface NameInputProps {
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly error?: ReactNode;
  readonly value: string;
  /** When the field is left, or Enter is pressed. */
  readonly onCommit: (value: string) => void;
}

/** A name that others follow: it is taken when the field is left, not on each key. */
export function NameInput({ value, onCommit, ...rest }: NameInputProps) {
  const [typed, setTyped] = useState<string>();
  const commit = (): void => {
    if (typed !== undefined && typed !== value) onCommit(typed);
    setTyped(undefined);
  };
  return (
    <TextInput
      {...rest}
      size="xs"
      value={typed ?? value}
      spellCheck={false}
      autoComplete="off"
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={commit}
      onKeyDown={({ key }) => {
        if (key === 'Enter') commit();
      }}
    />
  );
}
