import { Text } from 'ink';

interface TextFieldProps {
  readonly value: string;
  readonly active: boolean;
}

/** Typed text, with a cursor that shows without colour too where the field is active. */
export function TextField({ value, active }: TextFieldProps) {
  return (
    <Text wrap="truncate-start">
      <Text bold={active}>{value}</Text>
      {active && <Text inverse>_</Text>}
    </Text>
  );
}
