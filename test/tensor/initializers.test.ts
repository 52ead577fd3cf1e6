import { describe, expect, it } from 'vitest';
import { Generator } from '../../envs/core/seeding/generator.ts';
import { glorotUniform, kaimingUniform, orthogonal, zeros } from '../../tensor/index.ts';

const random = () => Generator.fromSeed(3);

describe('orthogonal', () => {
  it.each([
    [64, 64, 1],
    [4, 64, Math.SQRT2],
    [64, 2, 0.01],
    [1, 1, 3],
  ])('makes the shorter side of a [%i, %i] kernel orthogonal with norm %f', (inputs, outputs, gain) => {
    const kernel = orthogonal(gain)(inputs, outputs, random());
    const tall = outputs <= inputs; // columns are orthogonal, else rows
    const count = Math.min(inputs, outputs);
    const component = (v: number, j: number) => kernel[tall ? j * outputs + v : v * outputs + j]!;
    for (let v = 0; v < count; v++) {
      for (let w = 0; w <= v; w++) {
        let dot = 0;
        for (let j = 0; j < Math.max(inputs, outputs); j++) dot += component(v, j) * component(w, j);
        // Float32 rounding of 64 products of components near 1/8.
        expect(dot).toBeCloseTo(v === w ? gain ** 2 : 0, 5);
      }
    }
  });

  it('is uniform over rotations and reflections: entries have mean 0 and variance 1/n, both determinants occur', () => {
    // Uniform (Haar) measure on O(2): entries have variance 1/2, and the determinant is +1 or -1 with even odds.
    const generator = random();
    const draws = 2000;
    let sum = 0;
    let squares = 0;
    let reflections = 0;
    for (let i = 0; i < draws; i++) {
      const [a, b, c, d] = orthogonal()(2, 2, generator) as unknown as [number, number, number, number];
      sum += a;
      squares += a * a;
      if (a * d - b * c < 0) reflections++;
    }
    // Four standard errors: sqrt(1/2/2000) = 0.0158, sqrt(1/8/2000) = 0.0079, sqrt(1/4/2000) = 0.0112.
    expect(Math.abs(sum / draws)).toBeLessThan(0.064);
    expect(Math.abs(squares / draws - 0.5)).toBeLessThan(0.032);
    expect(Math.abs(reflections / draws - 0.5)).toBeLessThan(0.045);
  });
});

describe('uniform initialisers', () => {
  it.each([
    // sqrt(6 / (in + out)), Glorot and Bengio eq. 16.
    ['glorotUniform', glorotUniform(), Math.sqrt(6 / 300)],
    // sqrt(6 / in), He et al. eq. 10 as a uniform distribution.
    ['kaimingUniform', kaimingUniform(), Math.sqrt(6 / 100)],
    // What torch.nn.Linear starts from: 1 / sqrt(in).
    ['kaimingUniform(sqrt(1/3))', kaimingUniform(Math.sqrt(1 / 3)), 1 / Math.sqrt(100)],
  ])('%s fills its interval and stays inside it', (_name, init, limit) => {
    const kernel = init(100, 200, random());
    const extent = kernel.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(extent).toBeLessThanOrEqual(Math.fround(limit));
    expect(extent).toBeGreaterThan(0.999 * limit);
    // Variance of a uniform distribution on [-l, l): l^2 / 3; 20,000 draws give it to 1 %.
    const variance = kernel.reduce((sum, value) => sum + value * value, 0) / kernel.length;
    expect(Math.abs(variance / (limit ** 2 / 3) - 1)).toBeLessThan(0.03);
  });

  it('zeros draws nothing', () => {
    const generator = random();
    expect(zeros()(2, 3, generator)).toEqual(new Float32Array(6));
    expect(generator.random()).toBe(random().random());
  });
});

describe('every initialiser', () => {
  it.each([
    ['orthogonal', orthogonal()],
    ['glorotUniform', glorotUniform()],
    ['kaimingUniform', kaimingUniform()],
  ])('%s gives the same bits for the same seed and others for another', (_name, init) => {
    expect(init(5, 7, Generator.fromSeed(1))).toEqual(init(5, 7, Generator.fromSeed(1)));
    expect(init(5, 7, Generator.fromSeed(1))).not.toEqual(init(5, 7, Generator.fromSeed(2)));
  });

  it('refuses a gain that is not a finite positive number', () => {
    expect(() => orthogonal(0)).toThrow('orthogonal: gain must be a finite number above 0, got 0');
    expect(() => kaimingUniform(Number.NaN)).toThrow('kaimingUniform: gain must be a finite number above 0, got NaN');
  });
});
