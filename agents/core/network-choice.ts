/**
 * Which network an agent builds for its observations, the hyperparameter `network`:
 *
 *   auto     nature for pictures from 36 pixels a side, nips from 20, minatar below; mlp for everything else
 *   mlp      dense layers only; pictures are flattened
 *   nature   Mnih et al. 2015: three convolutions, then (where `hidden` is null) 512
 *   nips     Mnih et al. 2013: two, then 256
 *   minatar  Young and Tian 2019: one, then 128
 */
import { z } from 'zod';
import type { Space } from '../../envs/spaces/space.ts';
import {
  type Convolution,
  type ImageFront,
  MINATAR_CONVOLUTIONS,
  NATURE_CONVOLUTIONS,
  NIPS_CONVOLUTIONS,
} from '../../tensor/index.ts';
import { createEncoder, type Encoder } from './encoder.ts';

const NETWORK_NAMES = ['auto', 'mlp', 'nature', 'nips', 'minatar'] as const;
export type NetworkName = (typeof NETWORK_NAMES)[number];

export const networkName = () => z.enum(NETWORK_NAMES, `must be one of ${NETWORK_NAMES.join(', ')}`);

interface PictureNetwork {
  readonly convolutions: readonly Convolution[];
  readonly hidden: readonly number[];
  /** Pixels a side at which every filter fits. */
  readonly smallestSide: number;
}

/** Largest first: `auto` takes the first that fits. */
const PICTURE_NETWORKS: Readonly<Record<Exclude<NetworkName, 'auto' | 'mlp'>, PictureNetwork>> = {
  nature: { convolutions: NATURE_CONVOLUTIONS, hidden: [512], smallestSide: 36 },
  nips: { convolutions: NIPS_CONVOLUTIONS, hidden: [256], smallestSide: 20 },
  minatar: { convolutions: MINATAR_CONVOLUTIONS, hidden: [128], smallestSide: 3 },
};

export interface NetworkChoice {
  readonly encoder: Encoder;
  /** For networks with convolutions. */
  readonly front: ImageFront | undefined;
  /** Widths of the dense hidden layers. */
  readonly hidden: readonly number[];
}

export interface NetworkHyperparameters {
  readonly network: NetworkName;
  readonly hidden: readonly number[] | null;
  readonly integerScale: number | null;
}

/**
 * @param mlpHidden the widths that `hidden: null` stands for without convolutions.
 * @throws {TypeError} where the space cannot be encoded. {RangeError} where the network is for pictures and there is none, or
 *   it is too small.
 */
export function chooseNetwork(
  space: Space,
  { network, hidden, integerScale }: NetworkHyperparameters,
  mlpHidden: readonly number[],
): NetworkChoice {
  const encoder = createEncoder(space, { integerScale, pictures: network !== 'mlp' });
  const { image } = encoder;
  if (image === null) {
    if (network !== 'auto' && network !== 'mlp') {
      throw new RangeError(
        `Cannot use the network "${network}": it is for pictures (a Box of bytes, at least 8 x 8), observations are ` +
          `${space}. Use the network "auto" or "mlp".`,
      );
    }
    return { encoder, front: undefined, hidden: hidden ?? mlpHidden };
  }
  const side = Math.min(image.height, image.width);
  const chosen =
    network === 'auto' || network === 'mlp'
      ? Object.values(PICTURE_NETWORKS).find(({ smallestSide }) => side >= smallestSide)!
      : PICTURE_NETWORKS[network];
  if (side < chosen.smallestSide) {
    throw new RangeError(
      `Cannot use the network "${network}": it needs pictures of at least ${chosen.smallestSide} pixels a side, these are ` +
        `${image.height} x ${image.width}. Use the network "auto".`,
    );
  }
  return { encoder, front: { image, convolutions: chosen.convolutions }, hidden: hidden ?? chosen.hidden };
}
