/** The agents by name. */
export const AGENT_NAMES = ['dqn', 'ppo', 'reinforce', 'random'] as const;
export type AgentName = (typeof AGENT_NAMES)[number];

export function isAgentName(name: string): name is AgentName {
  return (AGENT_NAMES as readonly string[]).includes(name);
}
