/** `ludus/client`: drive a server's worlds, or publish a training to it, from Node or a browser. */

// Brings the types of the bundled worlds along (`client.make('CartPole-v1')` is typed); nothing is loaded for it.
export type { EnvTypes } from '../../envs/index.ts';
export type { CodecName } from '../../server/protocol/codec.ts';
export { LudusError } from '../../server/protocol/errors.ts';
export type * from '../../server/protocol/messages.ts';
export {
  type ConnectOptions,
  connect,
  LudusClient,
  type MakeOptions,
  type MakeVectorOptions,
  type SitOptions,
} from './client.ts';
export { type PublishOptions, type PublishRequest, publish, type RemotePublisher } from './publisher.ts';
export { RemoteEnv, RemoteSeat, RemoteVectorEnv } from './remote-env.ts';
