/** `ludus/server`: the WebSocket server, its session hub, and the protocol's types. */

export { DEFAULT_LIMITS, type ServerLimits } from './limits.ts';
export { CLOSE_CODES, ERROR_CODES, type ErrorCode, LudusError } from './protocol/errors.ts';
export type * from './protocol/messages.ts';
export { DEFAULT_PORT, PROTOCOL_VERSION, SUBPROTOCOLS, WEBSOCKET_PATH } from './protocol/messages.ts';
export { EpisodeStream } from './sessions/episode-stream.ts';
export { type HubLimits, type Publisher, type PublishInfo, SessionHub } from './sessions/hub.ts';
export { type LudusServer, type ServerOptions, startServer } from './start-server.ts';
export { showEnv } from './worlds/show-env.ts';
