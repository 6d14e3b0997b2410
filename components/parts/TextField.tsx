import { Text } from 'ink';

interface TextFieldProps {
  readonly value: string;
  readonly active: boolean;
  /** The next key replaces the value: it is shown as selected. */
  readonly replaced?: boolean;
}

/** Typed text, with a cursor that shows without colour too where the field is active. */
export function TextField({ value, active, replaced = false }: TextFieldProps) {
  return (
    <Text wrap="truncate-start">
      <Text bold={active} inverse={active && replaced}>
        {value}
      </Text>
      {active && <Text inverse>_</Text>}
    </Text>
  );
}
