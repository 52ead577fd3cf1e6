/**
 * Settings from outside (a config file, `--set key=value`, a caller) checked by a zod schema, with errors made for
 * people: every wrong key or value in one message, each with the rule, the value and the remedy.
 */
import type { z } from 'zod';
import { suggestion } from '../../envs/core/nearest.ts';

/**
 * @param what what is being read, for the message: "hyperparameters of dqn", "training configuration".
 * @returns the parsed settings, defaults filled in.
 * @throws {RangeError} naming every key that is unknown or whose value breaks its rule.
 */
export function parseSettings<Schema extends z.ZodObject>(
  schema: Schema,
  settings: unknown,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(settings, { reportInput: true });
  if (result.success) return result.data;
  const known = Object.keys(schema.shape);
  const complaints = result.error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
      return issue.keys
        .map((key) => `unknown key "${key}".${suggestion(key, known)} Known: ${known.join(', ')}.`)
        .join(' ');
    }
    return `"${path || '(whole)'}": ${issue.message} (got ${show(issue.input)}).`;
  });
  throw new RangeError(`Cannot use these ${what}: ${complaints.join(' ')}`);
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

const PYTHON_LITERALS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };

/**
 * Reads `key=value` assignments as the command line takes them. A value is JSON where it parses as JSON
 * (`hidden=[64,64]`, `double=true`, `learningRate=1e-3`), one of Python's `True`, `False` and `None`, else the text itself.
 *
 * @throws {RangeError} on an assignment without `=` or without a key.
 */
export function parseAssignments(assignments: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const assignment of assignments) {
    const equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new RangeError(
        `Cannot read the setting "${assignment}": it must look like key=value, for example learningRate=1e-3.`,
      );
    }
    const text = assignment.slice(equals + 1);
    let value: unknown = Object.hasOwn(PYTHON_LITERALS, text) ? PYTHON_LITERALS[text] : text;
    try {
      value = JSON.parse(text);
    } catch {
      // Not JSON: a plain word, kept as text for the schema to judge.
    }
    settings[assignment.slice(0, equals).trim()] = value;
  }
  return settings;
}
