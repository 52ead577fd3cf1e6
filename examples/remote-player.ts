/**
 * A remote player: it takes a seat of a match on a Ludus server, and plays Pong: it meets the ball with
 * the end of its paddle, so that the ball flies off at a steep angle.
 *
 *   npx ludus serve                                            # in one terminal; open the page it prints
 *   npx tsx examples/remote-player.ts --seat right             # in another; [ws://host:port/ws]
 *   npx tsx examples/remote-player.ts --seat left              # and in a third: the game begins
 *
 * Whoever sits down at the match of the same name plays along, in any language (examples/remote_player.py), or by hand: open
 * http://127.0.0.1:7766/#/play/PongDuel-v0?match=friday&seat=left. It plays at the speed of real time; `--fast` does not wait.
 */
import { parseArgs } from 'node:util';
import { connect } from 'ludus/client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    match: { type: 'string', default: 'friday' },
    seat: { type: 'string' },
    points: { type: 'string' },
    games: { type: 'string', default: '1' },
    fast: { type: 'boolean', default: false },
  },
});
const url = positionals[0] ?? 'ws://127.0.0.1:7766/ws';

/** In halves of the court: where on the paddle it wants to meet the ball, and how far off it may be before it moves. */
const AIM = 0.15;
const SLACK = 0.05;

/**
 * 0 nothing, 1 up, 2 down.
 *
 * @param observation [ball x, ball y, their velocities, the opponent's paddle, the own one], each in the range [-1, 1]; y goes down
 */
function meet([, ballY, , , , paddleY]: Float32Array): number {
  const off = ballY! + AIM - paddleY!;
  return off > SLACK ? 2 : off < -SLACK ? 1 : 0;
}

const client = await connect(url, { name: 'remote player (TypeScript)' }).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
try {
  const { match, seat: wanted, points } = values;
  const kwargs = points === undefined ? undefined : { pointsToWin: Number(points) };
  const seat = await client.sit<Float32Array, number>({ match, seat: wanted, envId: 'PongDuel-v0', kwargs });
  console.log(`on the ${seat.seats[seat.seat]} at match ${match}`);
  for (let game = 0; game < Number(values.games); game++) {
    let [observation] = await seat.reset(); // when everybody is there
    const startedAt = performance.now();
    let score = 0;
    for (let step = 1; ; step++) {
      const [next, reward, terminated, truncated, info] = await seat.step(meet(observation));
      observation = next;
      score += reward;
      if (terminated || truncated) {
        console.log('abandoned' in info ? `the ${info.abandoned} seat has given up at ${score}` : `score ${score}`);
        break;
      }
      const wait = startedAt + (step / seat.renderFps) * 1_000 - performance.now();
      if (!values.fast && wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
} finally {
  client.close();
}
