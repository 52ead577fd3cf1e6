/**
 * The configuration of one training run: everything that decides the curve, as plain JSON. It is stored as `config.json`
 * in the run's folder; the same configuration on the same device gives the same `metrics.jsonl` to the last byte.
 */
import { z } from 'zod';
import { suggestion } from '../../envs/core/nearest.ts';
import { parseSettings } from '../core/settings.ts';
import { AGENT_NAMES, isAgentName } from '../names.ts';

const DEVICE_NAMES = ['auto', 'cpu', 'gpu'] as const;

const JSON_RECORD = z.record(z.string(), z.unknown());

export const trainConfigSchema = z.strictObject({
  /** Id of a registered environment, `CartPole-v1`. */
  env: z.string('must be the id of an environment, like "CartPole-v1"').min(1, 'must not be empty'),
  /** Keyword arguments of the environment. */
  kwargs: JSON_RECORD.default({}),
  agent: z.enum(AGENT_NAMES, `must be one of ${AGENT_NAMES.join(', ')}`),
  /** The one seed every generator of the run descends from. */
  seed: z
    .number('must be a non-negative integer')
    .int('must be a non-negative integer')
    .min(0, 'must be a non-negative integer')
    .default(0),
  /** Environment steps in all; null: the preset's budget. */
  steps: z
    .number('must be a positive integer')
    .int('must be a positive integer')
    .min(1, 'must be a positive integer')
    .nullable()
    .default(null),
  device: z.enum(DEVICE_NAMES, `must be one of ${DEVICE_NAMES.join(', ')}`).default('auto'),
  /** Over the preset of (agent, env); checked by the agent's own schema. */
  hyperparameters: JSON_RECORD.default({}),
  /** The run's folder; null: `runs/<env>-<agent>-s<seed>-<timestamp>`. */
  out: z.string('must be the path of a folder').min(1, 'must be the path of a folder').nullable().default(null),
  /** Environment steps between two checkpoints. */
  checkpointEvery: z
    .number('must be a positive integer')
    .int('must be a positive integer')
    .min(1, 'must be a positive integer')
    .default(10_000),
  /** Stop when the mean of the last 100 episode returns reaches the environment's reward threshold. */
  stopWhenSolved: z.boolean('must be true or false').default(true),
});

/** As stored: every field present. */
export type TrainConfig = z.output<typeof trainConfigSchema>;
/** As given: only `env` and `agent` are required. */
export type TrainConfigInput = z.input<typeof trainConfigSchema>;

/**
 * Fills in the defaults and checks the run's own fields (hyperparameters are checked when the agent is made).
 *
 * @throws {RangeError} one message naming every wrong field, with the nearest name for an unknown agent or key.
 */
export function parseTrainConfig(input: unknown): TrainConfig {
  if (typeof input === 'object' && input !== null && 'agent' in input && typeof input.agent === 'string') {
    if (!isAgentName(input.agent)) {
      throw new RangeError(
        `There is no agent "${input.agent}".${suggestion(input.agent, AGENT_NAMES)} Known: ${AGENT_NAMES.join(', ')}.`,
      );
    }
  }
  return parseSettings(trainConfigSchema, input, 'settings of a training run');
}
