/** Blackjack in batches, by the rules of `rules.ts`. */
import type { State } from '../../core/env.ts';
import { RowKernel } from '../../vector/row-kernel.ts';
import { RUNNING } from '../../vector/row-phase.ts';
import type { Batch } from '../../vector/vector-env.ts';
import type { Blackjack } from './blackjack.ts';
import { deal, emptyRound, hasUsableAce, loadRound, type Payout, play, type Round, saveRound, total } from './rules.ts';

export class BlackjackKernel extends RowKernel<null> {
  protected override readonly defaultStart = null;
  readonly #rounds: Round[]; // [numEnvs]
  readonly #payout: Payout;
  // The observations' columns.
  readonly #totals: Int32Array; // [numEnvs]
  readonly #dealerCards: Int32Array; // [numEnvs]
  readonly #usableAces: Int32Array; // [numEnvs]

  constructor(numEnvs: number, world: Blackjack) {
    super(numEnvs, world);
    this.#rounds = Array.from({ length: numEnvs }, emptyRound);
    this.#payout = world.payout;
    const [totals, dealerCards, usableAces] = this.observations as readonly Batch[];
    this.#totals = totals as Int32Array;
    this.#dealerCards = dealerCards as Int32Array;
    this.#usableAces = usableAces as Int32Array;
  }

  override readStart(): null {
    return null;
  }

  protected override lay(row: number): void {
    deal(this.#rounds[row]!, this.generators[row]!);
    this.#observe(row);
  }

  protected override advance(): void {
    const { numEnvs, phases, actions, generators, rewards, terminations } = this;
    for (let row = 0; row < numEnvs; row++) {
      if (phases[row] !== RUNNING) continue;
      const reward = play(this.#rounds[row]!, actions[row]!, generators[row]!, this.#payout);
      rewards[row] = reward ?? 0;
      terminations[row] = reward === null ? 0 : 1;
      this.#observe(row);
    }
  }

  #observe(row: number): void {
    const { player, dealer } = this.#rounds[row]!;
    this.#totals[row] = total(player);
    this.#dealerCards[row] = dealer[0]!;
    this.#usableAces[row] = hasUsableAce(player) ? 1 : 0;
  }

  override save(row: number): State {
    return saveRound(this.#rounds[row]!);
  }

  protected override restore(row: number, world: State): void {
    this.#rounds[row] = loadRound(world);
  }
}
