/**
 * The viewer's role: the list of sessions, and the streams of those it watches.
 *
 * The bound: while more than `maxQueuedBytes` wait to be sent to this viewer, it is sent nothing. What it misses is
 * counted, and once it has drained it gets the list anew and a fresh `snapshot` of what it watches, from which it goes on
 * as if it had just come. So the memory a viewer can cost is the bound and one snapshot, whatever a publisher does,
 * and a publisher never waits. A viewer that does not drain for long is closed (see `Connection`).
 */
import type { ClientMessage, RequestId, ViewerEvent } from '../protocol/messages.ts';
import { type HubListener, type SessionHub, unknownSession } from '../sessions/hub.ts';
import type { SharedFrame } from '../sessions/shared-frame.ts';
import type { Outbox, RoleHandler } from './role.ts';

interface Watch {
  /** Chunks left out since the watching began. */
  dropped: number;
  /** Left out something: nothing more is sent until the next snapshot. */
  stale: boolean;
}

/** Between two snapshots for one viewer, milliseconds: one that lags again and again must not cost an encoding each time. */
const SNAPSHOT_INTERVAL = 500;

/** Sessions one viewer may watch at a time; the page watches one. */
const MAX_WATCHED = 16;

export class ViewerRole implements RoleHandler, HubListener {
  readonly role = 'viewer';
  readonly waiting = false;
  readonly #hub: SessionHub;
  readonly #out: Outbox;
  readonly #maxQueuedBytes: number;
  readonly #watched = new Map<string, Watch>();
  readonly #unsubscribe: () => void;
  /** Sessions whose change or removal was left out. */
  readonly #staleInfos = new Set<string>();
  #lastSnapshotAt = Number.NEGATIVE_INFINITY;

  constructor(hub: SessionHub, out: Outbox, maxQueuedBytes: number) {
    this.#hub = hub;
    this.#out = out;
    this.#maxQueuedBytes = maxQueuedBytes;
    this.#unsubscribe = hub.subscribe(this);
  }

  handle(message: ClientMessage): void {
    switch (message.type) {
      case 'sessions':
        this.#out.send({ type: 'sessions', id: message.id, sessions: this.#hub.sessions() });
        return;
      case 'watch':
        this.#watch(message.id, message.session);
        return;
      case 'unwatch':
        if (!this.#watched.delete(message.session)) throw unknownSession('Unwatching', message.session);
        this.#out.send({ type: 'ok', id: message.id });
        return;
    }
  }

  sessionChanged(frame: SharedFrame<ViewerEvent>, session: string): void {
    if (this.#isFull()) this.#staleInfos.add(session);
    else this.#out.sendEncoded(frame.encoded(this.#out.codec));
  }

  sessionRemoved(frame: SharedFrame<ViewerEvent>, session: string): void {
    this.#watched.delete(session);
    this.sessionChanged(frame, session);
  }

  event(frame: SharedFrame<ViewerEvent>, session: string): void {
    const watch = this.#watched.get(session);
    if (watch === undefined) return;
    if (watch.stale || this.#isFull()) {
      watch.stale = true;
      if (frame.message.type === 'steps') watch.dropped++;
      return;
    }
    this.#out.sendEncoded(frame.encoded(this.#out.codec));
  }

  tick(): void {
    // A quarter, so that there is room for what follows and the two states do not flicker.
    if (this.#out.queuedBytes > this.#maxQueuedBytes / 4) return;
    if (this.#staleInfos.size > 0) this.#sendStaleInfos();
    if (performance.now() - this.#lastSnapshotAt < SNAPSHOT_INTERVAL) return;
    for (const [session, watch] of this.#watched) {
      if (!watch.stale) continue;
      this.#sendSnapshot(session, watch);
      if (this.#isFull()) return;
    }
  }

  closed(): void {
    this.#unsubscribe();
    this.#watched.clear();
  }

  #isFull(): boolean {
    return this.#out.queuedBytes > this.#maxQueuedBytes;
  }

  #watch(id: RequestId, session: string): void {
    if (!this.#hub.has(session)) throw unknownSession('Watching a session', session);
    if (!this.#watched.has(session) && this.#watched.size >= MAX_WATCHED) {
      const oldest = this.#watched.keys().next().value;
      if (oldest !== undefined) this.#watched.delete(oldest);
    }
    const watch: Watch = { dropped: 0, stale: true };
    this.#watched.set(session, watch);
    this.#out.send({ type: 'watching', id, session });
    if (!this.#isFull()) this.#sendSnapshot(session, watch);
  }

  #sendSnapshot(session: string, watch: Watch): void {
    this.#out.send(this.#hub.snapshot(session, watch.dropped));
    watch.stale = false;
    this.#lastSnapshotAt = performance.now();
  }

  #sendStaleInfos(): void {
    const infos = new Map(this.#hub.sessions().map((info) => [info.session, info]));
    for (const session of this.#staleInfos) {
      const info = infos.get(session);
      this.#out.send(info === undefined ? { type: 'session_removed', session } : { type: 'session', info });
    }
    this.#staleInfos.clear();
  }
}
