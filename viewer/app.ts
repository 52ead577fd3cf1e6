/**
 * The page as a whole: the connection, the list of sessions, which one is watched, and the frame loop.
 *
 * Which session: the one in the address (`#/session-id`) where there is one, else the newest running one. A session that
 * nobody chose gives way to a newer one once it is over; a chosen one stays.
 */
import type { Reply, SessionInfo, ViewerEvent } from '../server/protocol/messages.ts';
import { Connection, type ConnectionState, type RequestError } from './net/connection.ts';
import { keepToken, takeToken } from './net/token.ts';
import { PlayView } from './play/play-view.ts';
import { parsePlayRoute } from './play/route.ts';
import { SessionBook } from './sessions/session-book.ts';
import { Stage } from './stage/stage.ts';
import { Theatre } from './theatre.ts';
import { ConnectionStatus } from './ui/connection-status.ts';
import { el, setText } from './ui/dom.ts';
import { emptyState } from './ui/empty-state.ts';
import { Help } from './ui/help.ts';
import { SessionList } from './ui/session-list.ts';
import { ThemeToggle } from './ui/theme.ts';

/** Milliseconds between two refreshes of the list: its "4 min ago" and its numbers. */
const LIST_EVERY_MS = 500;

export class App {
  private readonly book = new SessionBook();
  private readonly list = new SessionList();
  private readonly theatre = new Theatre();
  private readonly play: PlayView;
  private readonly empty = emptyState();
  private readonly notice = el('p', { class: 'notice', role: 'status' });
  private readonly body = el('div', { class: 'body' });
  private readonly status: ConnectionStatus;
  private readonly connection: Connection;
  private readonly theme: ThemeToggle;
  /** The session whose events we take; null between two. */
  private watched: string | null = null;
  /** False until the server has told its sessions once. */
  private listed = false;
  private listDrawnAt = 0;
  private lastFrame = 0;

  constructor(root: HTMLElement) {
    this.status = new ConnectionStatus({
      retry: () => this.connection.retryNow(),
      useToken: (token) => {
        keepToken(token);
        this.connection.useToken(token);
      },
    });
    this.play = new PlayView(root);
    this.theme = new ThemeToggle(() => {
      this.theatre.themeChanged();
      this.play.themeChanged();
    });
    const help = new Help(this.shortcuts());
    const tools = el('div', { class: 'tools' }, this.status.badge, help.button, this.theme.element);
    this.body.append(this.list.element, this.theatre.main, this.theatre.aside, this.empty);
    root.append(
      el('header', { class: 'top' }, el('a', { class: 'wordmark', href: '#/' }, 'Ludus'), this.notice, tools),
      this.status.banner,
      this.body,
      help.dialog,
    );
    this.showBody();
    this.connection = new Connection(takeToken(), {
      state: (state) => this.connectionChanged(state),
      event: (event) => this.receive(event),
      error: ({ message }) => setText(this.notice, message),
    });
    addEventListener('hashchange', () => this.route());
  }

  start(): void {
    this.connection.connect();
    this.route();
    Stage.create(this.theatre.stageBox).then(
      (stage) => this.theatre.setStage(stage),
      (error: unknown) => setText(this.notice, `This browser cannot draw the episode: ${String(error)}`),
    );
    requestAnimationFrame((now) => this.frame(now));
  }

  /** A game where the address names one, else the sessions. */
  private route(): void {
    const game = parsePlayRoute(location.hash);
    this.body.hidden = game !== null;
    if (game === null) this.play.close();
    else this.play.open(game, takeToken());
    this.choose();
  }

  private frame(now: number): void {
    const seconds = (now - this.lastFrame) / 1000;
    this.lastFrame = now;
    this.theatre.frame(now, seconds);
    this.status.tick(Date.now());
    if (now - this.listDrawnAt >= LIST_EVERY_MS) this.drawList();
    requestAnimationFrame((next) => this.frame(next));
  }

  private connectionChanged(state: ConnectionState): void {
    this.status.update(state);
    if (state.kind !== 'open') return;
    this.connection.request({ type: 'sessions' }).then(
      (reply) => this.receiveSessions(reply),
      (error: RequestError) => this.requestFailed(error),
    );
  }

  private receiveSessions(reply: Reply): void {
    if (reply.type !== 'sessions') return;
    this.book.replaceAll(reply.sessions);
    this.listed = true;
    // After a reconnection the server knows nothing of what we watched: ask again, keeping what is on stage.
    const before = this.watched;
    this.watched = null;
    const again = before === null ? undefined : this.book.get(before);
    if (again !== undefined && (this.chosen() === before || this.chosen() === null)) this.watch(again, true);
    else this.choose();
  }

  private receive(event: ViewerEvent): void {
    switch (event.type) {
      case 'session':
        this.book.put(event.info);
        if (event.info.session === this.watched) this.theatre.setInfo(event.info);
        this.choose();
        return;
      case 'session_removed':
        this.book.remove(event.session);
        if (event.session === this.watched) this.watched = null;
        this.choose();
        return;
      case 'status':
        this.book.updateStatus(event.session, event.state, event.phase, event.progress);
        if (event.session === this.watched) this.theatre.setInfo(this.book.get(event.session)!);
        return;
      case 'snapshot':
        this.book.put(event.info);
        if (event.session !== this.watched) return;
        this.theatre.setInfo(event.info);
        this.theatre.applySnapshot(event);
        return;
      default:
        if (event.session === this.watched) this.theatre.apply(event);
    }
  }

  /** The session in the address, null where there is none. */
  private chosen(): string | null {
    if (parsePlayRoute(location.hash) !== null) return null;
    const match = /^#\/(.+)$/.exec(location.hash);
    try {
      return match === null ? null : decodeURIComponent(match[1]!);
    } catch {
      return null;
    }
  }

  /** Watches whatever should be watched now, see the head of this file. */
  private choose(): void {
    if (!this.listed) return;
    const chosen = this.chosen();
    const wanted = this.book.toWatch(chosen, this.watched);
    const gone = chosen !== null && wanted?.session !== chosen;
    setText(this.notice, gone ? 'The session of this link is gone. This is the newest.' : '');
    if (wanted && wanted.session !== this.watched) this.watch(wanted, false);
    else if (!wanted) this.watched = null;
    this.drawList();
    this.showBody();
  }

  private watch(info: SessionInfo, resume: boolean): void {
    const before = this.watched;
    this.watched = info.session;
    if (!resume) this.theatre.show(info);
    if (before !== null) this.connection.request({ type: 'unwatch', session: before }).catch(() => undefined);
    this.connection
      .request({ type: 'watch', session: info.session })
      .catch((error: RequestError) => this.requestFailed(error));
    this.drawList();
    this.showBody();
  }

  /** A lost connection is told by its banner; anything else is worth a line. */
  private requestFailed(error: RequestError): void {
    if (error.code !== 'E_NOT_CONNECTED') setText(this.notice, error.message);
  }

  private drawList(): void {
    this.listDrawnAt = performance.now();
    this.list.update(this.book.list(), this.watched, Date.now());
    const info = this.watched === null ? undefined : this.book.get(this.watched);
    document.title = info === undefined ? 'Ludus' : `${info.state === 'running' ? '▶ ' : ''}${info.name} · Ludus`;
  }

  /** Before the first answer nothing is claimed; then either a session or what to do to get one. */
  private showBody(): void {
    const present = this.watched !== null;
    this.empty.hidden = present || !this.listed;
    this.theatre.main.hidden = !present;
    this.theatre.aside.hidden = !present;
    this.body.classList.toggle('is-empty', !present);
  }

  private shortcuts() {
    const { theatre } = this;
    return [
      { keys: [' ', 'k'], caps: ['space'], does: 'Play or pause', run: () => theatre.togglePlay() },
      { keys: ['ArrowRight', '.'], caps: ['→'], does: 'One step forward', run: () => theatre.step(1) },
      { keys: ['ArrowLeft', ','], caps: ['←'], does: 'One step back', run: () => theatre.step(-1) },
      { keys: ['Home'], caps: ['Home'], does: 'First step of the episode', run: () => theatre.seekEnd('first') },
      { keys: ['End'], caps: ['End'], does: 'Last step known', run: () => theatre.seekEnd('last') },
      { keys: ['+', '='], caps: ['+'], does: 'Faster', run: () => theatre.changeSpeed(1) },
      { keys: ['-', '_', '−'], caps: ['−'], does: 'Slower', run: () => theatre.changeSpeed(-1) },
      { keys: ['l'], caps: ['l'], does: 'To the newest moment', run: () => theatre.goLive() },
      { keys: ['n'], caps: ['n'], does: 'Next session', run: () => this.chooseNeighbour(1) },
      { keys: ['p'], caps: ['p'], does: 'Previous session', run: () => this.chooseNeighbour(-1) },
      { keys: ['t'], caps: ['t'], does: 'Dark or light', run: () => this.theme.toggle() },
    ];
  }

  private chooseNeighbour(direction: 1 | -1): void {
    const sessions = this.book.list();
    const at = sessions.findIndex(({ session }) => session === this.watched);
    const next = sessions[at + direction];
    if (next) location.hash = `#/${encodeURIComponent(next.session)}`;
  }
}
