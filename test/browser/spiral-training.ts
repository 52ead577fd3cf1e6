/**
 * A small network learning to tell two spirals apart, on the training backend through `capture`: one run, the same in Node and in a
 * page's worker.
 */
import { capture, FusedAdam, layers, registerLudus, tf } from '../../tensor/index.ts';

export interface SpiralRun {
  /** Mean loss of every step. */
  readonly losses: readonly number[];
  /** Share of the points on the right side at the end. */
  readonly accuracy: number;
  readonly threads: number;
}

const POINTS = 256;
const HIDDEN = 128; // 256 x 128 x 128 multiply-adds: enough for the backend to share among threads
const STEPS = 300;
const TURNS = 2; // radians an arm turns for each unit along it

/** @param threads that compute, the calling one included; default as many as there are, 1 where memory cannot be shared */
export async function trainOnSpirals(threads?: number): Promise<SpiralRun> {
  // Plain SIMD: the same numbers on every machine.
  const plan = registerLudus({ deterministic: true, ...(threads === undefined ? {} : { threads }) });
  await tf.setBackend('ludus');
  const { points, arms } = spirals();
  const model = network();
  const optimizer = new FusedAdam({ learningRate: 0.003 });
  const logits = () => tf.reshape(model.apply(points) as tf.Tensor, [POINTS]);
  const loss = (): tf.Scalar => tf.losses.sigmoidCrossEntropy(arms, logits());
  const step = capture(() => optimizer.minimize(loss, true));
  const losses: number[] = [];
  for (let n = 0; n < STEPS; n++) {
    const value = step() as tf.Scalar;
    losses.push(value.dataSync()[0]!);
    value.dispose();
  }
  const right = tf.tidy(() => tf.mean(tf.cast(tf.equal(tf.cast(tf.greater(logits(), 0), 'float32'), arms), 'float32')));
  return { losses, accuracy: right.dataSync()[0]!, threads: plan.threads };
}

function network() {
  const { dense } = layers.layers;
  const kernelInitializer = (seed: number) => layers.initializers.glorotUniform({ seed });
  const model = layers.sequential();
  model.add(dense({ inputShape: [2], units: HIDDEN, activation: 'relu', kernelInitializer: kernelInitializer(1) }));
  model.add(dense({ units: HIDDEN, activation: 'relu', kernelInitializer: kernelInitializer(2) }));
  model.add(dense({ units: 1, kernelInitializer: kernelInitializer(3) }));
  return model;
}

/** `[POINTS, 2]` coordinates on two arms of a spiral, and 0 or 1 for the arm, `[POINTS]`. */
function spirals() {
  const points = new Float32Array(POINTS * 2);
  const arms = new Float32Array(POINTS);
  for (let i = 0; i < POINTS; i++) {
    const arm = i % 2;
    const along = 0.3 + (2.2 * i) / POINTS;
    const angle = TURNS * along + arm * Math.PI;
    points.set([along * Math.cos(angle), along * Math.sin(angle)], 2 * i);
    arms[i] = arm;
  }
  return { points: tf.tensor2d(points, [POINTS, 2]), arms: tf.tensor1d(arms) };
}
