/**
 * What a command does, loaded when the command is asked for: worlds and tensors take a second to load, and `ludus --help` needs neither.
 * So a command is two files: what the command line says (`commands/`, light), and what is done (`actions/`).
 */
import { reportFailure } from './errors.ts';

/**
 * @param load imports the action's module and gives the action.
 * @returns the action for commander; whatever it throws, or its loading, ends as one line.
 *
 * @example command.action(deferred(async () => (await import('../actions/train.ts')).train))
 */
export function deferred<Args extends unknown[]>(
  load: () => Promise<(...args: Args) => Promise<void>>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      const action = await load();
      await action(...args);
    } catch (error) {
      reportFailure(error);
    }
  };
}
