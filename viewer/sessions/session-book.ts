/**
 * What the page knows of the server's sessions, in the order it lists them: running ones first, the newest on top.
 * Pure: fed with replies and events.
 */
import type { Progress, SessionInfo, SessionState } from '../../server/protocol/messages.ts';

export class SessionBook {
  private readonly sessions = new Map<string, SessionInfo>();

  /** Replaces everything, as after a reconnection. */
  replaceAll(sessions: readonly SessionInfo[]): void {
    this.sessions.clear();
    for (const info of sessions) this.sessions.set(info.session, info);
  }

  put(info: SessionInfo): void {
    this.sessions.set(info.session, info);
  }

  remove(session: string): void {
    this.sessions.delete(session);
  }

  updateStatus(session: string, state: SessionState, phase: string, progress: Progress | null): void {
    const info = this.sessions.get(session);
    if (info) this.sessions.set(session, { ...info, state, phase, progress: progress ?? info.progress });
  }

  get(session: string): SessionInfo | undefined {
    return this.sessions.get(session);
  }

  /** Running and paused ones first, each group newest first. */
  list(): SessionInfo[] {
    return [...this.sessions.values()].sort(
      (a, b) => Number(isOver(a)) - Number(isOver(b)) || b.startedAt - a.startedAt || (a.session < b.session ? 1 : -1),
    );
  }

  /**
   * The one to watch: the chosen one where it exists; else the one that is watched, until it is over and another one runs;
   * else the newest running, else the newest.
   */
  toWatch(chosen: string | null, watched: string | null): SessionInfo | null {
    const asked = chosen === null ? undefined : this.sessions.get(chosen);
    if (asked) return asked;
    const newest = this.list()[0] ?? null;
    const present = watched === null ? undefined : this.sessions.get(watched);
    if (present && newest && (!isOver(present) || isOver(newest))) return present;
    return newest;
  }
}

/** Nothing more will come of it. */
export function isOver(info: SessionInfo): boolean {
  return info.state === 'finished' || info.state === 'failed';
}
