/**
 * The hub: every session there is, what each remembers, and who listens.
 *
 * A trainer in this process publishes through `hub.publish`; a remote one and a player's worlds come through the same
 * door. The hub keeps the list, the bounded history and the order; it hands each event to its listeners (the viewers'
 * connections) synchronously, wrapped so that it is encoded at most once a codec however many viewers watch. Listeners
 * must not block and do their own dropping, so a publisher's `send` costs the same whoever watches.
 */
import { randomBytes } from 'node:crypto';
import { protocolError } from '../protocol/errors.ts';
import type { SessionInfo, StreamEvent, ViewerEvent } from '../protocol/messages.ts';
import { EpisodeHistory } from './episode-history.ts';
import { MetricsHistory } from './metrics-history.ts';
import { SharedFrame } from './shared-frame.ts';

export interface HubLimits {
  /** Sessions running at a time. */
  readonly maxSessions: number;
  /** Finished sessions kept for viewing; the oldest go first. */
  readonly maxFinishedSessions: number;
  /** Bytes kept of one episode, estimated. */
  readonly maxEpisodeBytes: number;
}

/** What a publisher says of its session; the hub adds the rest. */
export type PublishInfo = Pick<SessionInfo, 'kind' | 'name' | 'spec' | 'agent' | 'renderFps'> &
  Partial<Pick<SessionInfo, 'actionNames' | 'phase'>>;

export interface Publisher {
  /** The session's id, what viewers watch. */
  readonly session: string;
  /** Throws `E_OUT_OF_ORDER` where the event does not follow from those before it; nothing is changed then. */
  send(event: StreamEvent): void;
  /** Ends the session; it stays in the list, watchable. Harmless twice. */
  close(state?: 'finished' | 'failed', phase?: string): void;
}

/** What a viewer's connection hears. Called synchronously, in order. */
export interface HubListener {
  /** A session is new, or its `info` has changed. */
  sessionChanged(frame: SharedFrame<ViewerEvent>, session: string): void;
  sessionRemoved(frame: SharedFrame<ViewerEvent>, session: string): void;
  /** An event of a session's stream. */
  event(frame: SharedFrame<ViewerEvent>, session: string): void;
}

export type Snapshot = Extract<ViewerEvent, { type: 'snapshot' }>;

interface Session {
  info: SessionInfo;
  readonly metrics: MetricsHistory;
  readonly episodes: EpisodeHistory;
  /** The one whose `send` counts; null once closed. */
  publisher: object | null;
}

/** 64 bits, so that ids are not guessed and hardly ever meet. */
const ID_BYTES = 8;

export class SessionHub {
  readonly #limits: HubLimits;
  readonly #sessions = new Map<string, Session>(); // oldest first
  readonly #listeners = new Set<HubListener>();

  constructor(limits: HubLimits) {
    this.#limits = limits;
  }

  /** Newest first. */
  sessions(): SessionInfo[] {
    return [...this.#sessions.values()].map(({ info }) => info).reverse();
  }

  has(session: string): boolean {
    return this.#sessions.has(session);
  }

  /** Begins a session. Throws `E_LIMIT` where `maxSessions` are running. */
  publish(info: PublishInfo): Publisher {
    let running = 0;
    for (const { publisher } of this.#sessions.values()) if (publisher !== null) running++;
    if (running >= this.#limits.maxSessions) {
      throw protocolError(
        'E_LIMIT',
        `Beginning a session: at most ${this.#limits.maxSessions} run at a time and ${running} do; close one first.`,
      );
    }
    const id = randomBytes(ID_BYTES).toString('hex');
    const session: Session = {
      info: {
        session: id,
        kind: info.kind,
        name: info.name,
        spec: info.spec,
        agent: info.agent,
        renderFps: info.renderFps,
        state: 'running',
        phase: info.phase ?? '',
        startedAt: Date.now(),
        progress: null,
        actionNames: info.actionNames ?? null,
      },
      metrics: new MetricsHistory(),
      episodes: new EpisodeHistory(this.#limits.maxEpisodeBytes),
      publisher: null,
    };
    this.#sessions.set(id, session);
    return this.#attach(session);
  }

  /**
   * Goes on with a session whose publisher was lost. Null where it is not known (any more), not of this world, or still
   * has its publisher: publish anew then.
   */
  resume(id: string, info: PublishInfo): Publisher | null {
    const session = this.#sessions.get(id);
    if (session === undefined || session.publisher !== null || session.info.kind !== info.kind) return null;
    if (session.info.spec.id !== info.spec.id || session.info.state === 'finished') return null;
    session.info = { ...session.info, state: 'running', phase: '' };
    return this.#attach(session);
  }

  /** Everything a viewer needs to begin with. Throws `E_UNKNOWN_SESSION`. */
  snapshot(id: string, dropped: number): Snapshot {
    const session = this.#sessions.get(id);
    if (session === undefined) throw unknownSession('Watching a session', id);
    const { info, metrics, episodes } = session;
    return { type: 'snapshot', session: id, info, metrics: metrics.points(), episodes: episodes.snapshots(), dropped };
  }

  /** @returns a function that ends the subscription. */
  subscribe(listener: HubListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #attach(session: Session): Publisher {
    const id = session.info.session;
    const publisher: Publisher = {
      session: id,
      send: (event) => {
        if (session.publisher !== publisher) {
          throw protocolError('E_UNKNOWN_SESSION', `Publishing to session ${id}: it is closed; publish a new one.`);
        }
        this.#receive(session, event);
      },
      close: (state = 'finished', phase = state) => {
        if (session.publisher !== publisher) return;
        session.publisher = null;
        // A publisher that said how it ended knows best.
        const ended = session.info.state === 'finished' || session.info.state === 'failed';
        if (!ended) this.#receive(session, { type: 'status', state, phase, progress: session.info.progress });
        this.#removeOldest();
      },
    };
    session.publisher = publisher;
    this.#announce(session);
    return publisher;
  }

  #receive(session: Session, event: StreamEvent): void {
    switch (event.type) {
      case 'episode':
        session.episodes.begin(event);
        break;
      case 'steps':
        session.episodes.append(event);
        break;
      case 'episode_end':
        session.episodes.end(event);
        break;
      case 'metrics':
        session.metrics.add(event.points);
        break;
      case 'status':
        session.info = { ...session.info, state: event.state, phase: event.phase, progress: event.progress };
        break;
      default:
        event satisfies never;
    }
    const id = session.info.session;
    const frame = new SharedFrame<ViewerEvent>({ ...event, session: id });
    for (const listener of this.#listeners) listener.event(frame, id);
    if (event.type === 'status') this.#announce(session);
  }

  #announce({ info }: Session): void {
    const frame = new SharedFrame<ViewerEvent>({ type: 'session', info });
    for (const listener of this.#listeners) listener.sessionChanged(frame, info.session);
  }

  #removeOldest(): void {
    let surplus = -this.#limits.maxFinishedSessions;
    for (const { publisher } of this.#sessions.values()) if (publisher === null) surplus++;
    for (const [id, { publisher }] of this.#sessions) {
      if (surplus <= 0) return;
      if (publisher !== null) continue;
      surplus--;
      this.#sessions.delete(id);
      const frame = new SharedFrame<ViewerEvent>({ type: 'session_removed', session: id });
      for (const listener of this.#listeners) listener.sessionRemoved(frame, id);
    }
  }
}

export function unknownSession(doing: string, id: string): Error {
  return protocolError('E_UNKNOWN_SESSION', `${doing}: there is no session ${id}; ask for \`sessions\`.`);
}
