import { constants } from 'node:os';
import { render } from 'ink';
import { SecretPrompt } from '../../components/SecretPrompt.tsx';
import { clean } from '../world/live/clean.ts';

/**
 * Asks for a secret on the terminal and takes the question away again. Ctrl+C ends the process with the code of SIGINT, once the
 * terminal is given back: nothing else is open yet.
 */
export async function ask(question: string): Promise<string> {
  let answered = '';
  let interrupted = false;
  const instance = render(
    <SecretPrompt
      question={clean(question)}
      onAnswer={(secret) => {
        answered = secret;
        instance.clear();
        instance.unmount();
      }}
      onInterrupt={() => {
        interrupted = true;
        instance.unmount();
      }}
    />,
    { interactive: true, exitOnCtrlC: false },
  );
  await instance.waitUntilExit();
  if (interrupted) process.exit(128 + constants.signals.SIGINT);
  return answered;
}
