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

  /** The one to watch where nobody chose: the newest running, else the newest. */
  preferred(): SessionInfo | null {
    return this.list()[0] ?? null;
  }
}

/** Nothing more will come of it. */
export function isOver(info: SessionInfo): boolean {
  return info.state === 'finished' || info.state === 'failed';
}
