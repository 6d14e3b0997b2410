import { Box, Text, useInput, usePaste } from 'ink';
import { useRef, useState } from 'react';
import { TextField } from './parts/TextField.tsx';
import { THEME } from './theme.ts';

interface SecretPromptProps {
  readonly question: string;
  /** What was typed or pasted, without what ends the line. */
  readonly onAnswer: (secret: string) => void;
  readonly onInterrupt: () => void;
}

const MASK = '*';

/** The one line that ends an entry; a pasted secret brings it along. */
const LINE_END = /[\r\n]+$/;

/** Asks for a secret: a star for each character, and nothing of it is left on the screen. */
export function SecretPrompt({ question, onAnswer, onInterrupt }: SecretPromptProps) {
  const typed = useRef('');
  const [length, setLength] = useState(0);
  const set = (text: string): void => {
    typed.current = text;
    setLength(text.length);
  };
  const add = (text: string): void => set(typed.current + text);
  useInput((text, key) => {
    if (key.ctrl && text === 'c') onInterrupt();
    else if (key.return) onAnswer(typed.current);
    else if (key.backspace || key.delete) set(typed.current.slice(0, -1));
    else if (key.ctrl || key.meta || key.escape || key.tab) return;
    else if (LINE_END.test(text)) onAnswer(typed.current + text.replace(LINE_END, ''));
    else add(text);
  });
  usePaste((text) => add(text.replace(LINE_END, '')));
  return (
    <Box flexDirection="column">
      <Text>{question}</Text>
      <Box>
        <Text>{'> '}</Text>
        <TextField value={MASK.repeat(length)} active />
      </Box>
      <Text {...THEME.quiet}>It is not shown, and kept nowhere. Enter goes on, Ctrl+C leaves.</Text>
    </Box>
  );
}
