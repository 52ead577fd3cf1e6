/**
 * The list of sessions: one link each (`#/session-id`, so it can be copied, opened in a tab and reached by keyboard), with
 * what it is, how far it got and whether it runs. Entries are updated in place, so focus stays where it was.
 */
import type { SessionInfo } from '../../server/protocol/messages.ts';
import { isOver } from '../sessions/session-book.ts';
import { el, setText } from './dom.ts';
import { ago, compact, phrase, returnText } from './format.ts';

interface Entry {
  readonly item: HTMLLIElement;
  readonly link: HTMLAnchorElement;
  readonly dot: HTMLElement;
  readonly name: HTMLElement;
  readonly state: HTMLElement;
  readonly facts: HTMLElement;
  readonly bar: HTMLProgressElement;
}

export class SessionList {
  readonly element: HTMLElement;
  private readonly list = el('ul', { role: 'list' });
  private readonly count = el('span', { class: 'count' });
  private readonly entries = new Map<string, Entry>();
  private shown: string | null = null;

  constructor() {
    this.element = el(
      'nav',
      { class: 'sessions', 'aria-labelledby': 'sessions-title' },
      el('h2', { id: 'sessions-title' }, 'Sessions', this.count),
      this.list,
    );
  }

  /** @param now Milliseconds since the epoch. */
  update(sessions: readonly SessionInfo[], watched: string | null, now: number): void {
    this.element.hidden = sessions.length === 0;
    setText(this.count, String(sessions.length));
    const gone = new Set(this.entries.keys());
    sessions.forEach((info, i) => {
      gone.delete(info.session);
      let entry = this.entries.get(info.session);
      if (entry === undefined) {
        entry = createEntry(info.session);
        this.entries.set(info.session, entry);
      }
      fill(entry, info, info.session === watched, now);
      if (this.list.children[i] !== entry.item) this.list.insertBefore(entry.item, this.list.children[i] ?? null);
    });
    for (const session of gone) {
      this.entries.get(session)!.item.remove();
      this.entries.delete(session);
    }
    if (watched !== this.shown) this.reveal(watched);
  }

  /** Brings the watched one into view where the list is a strip; the page itself does not scroll. */
  private reveal(watched: string | null): void {
    this.shown = watched;
    const item = watched === null ? undefined : this.entries.get(watched)?.item;
    if (item)
      this.list.scrollLeft = item.offsetLeft - this.list.offsetLeft - (this.list.clientWidth - item.offsetWidth) / 2;
  }
}

function createEntry(session: string): Entry {
  const dot = el('span', { class: 'dot', 'aria-hidden': 'true' });
  const name = el('span', { class: 'session-name' });
  const state = el('span', { class: 'session-state' });
  const facts = el('span', { class: 'session-facts' });
  const bar = el('progress', { class: 'session-bar', 'aria-label': 'Steps done', max: '1', value: '0' });
  const link = el(
    'a',
    { href: `#/${encodeURIComponent(session)}`, 'data-session': session },
    el('span', { class: 'session-head' }, dot, name),
    state,
    facts,
    bar,
  );
  return { item: el('li', {}, link), link, dot, name, state, facts, bar };
}

function fill(entry: Entry, info: SessionInfo, watched: boolean, now: number): void {
  const { progress } = info;
  setText(entry.name, info.name);
  entry.dot.dataset.state = info.state;
  if (watched) entry.link.setAttribute('aria-current', 'true');
  else entry.link.removeAttribute('aria-current');

  const doing = info.state === 'running' ? info.phase : info.state;
  const world = info.name.includes(info.spec.id) ? [] : [info.spec.id];
  setText(entry.state, phrase(world, [doing || info.state, ago(now - info.startedAt)]));

  const facts: string[] = [];
  if (progress !== null) {
    facts.push(
      progress.totalSteps === null
        ? `step ${compact(progress.step)}`
        : `${compact(progress.step)} of ${compact(progress.totalSteps)}`,
    );
    if (progress.meanReturn !== null) facts.push(`mean ${returnText(Math.round(progress.meanReturn * 10) / 10)}`);
    if (progress.stepsPerSecond !== null && !isOver(info))
      facts.push(`${compact(Math.round(progress.stepsPerSecond))}/s`);
  }
  setText(entry.facts, facts.join(' · '));
  entry.facts.hidden = facts.length === 0;

  const total = progress?.totalSteps ?? null;
  entry.bar.hidden = total === null || total <= 0;
  if (total !== null && total > 0) entry.bar.value = Math.min(progress!.step / total, 1);
}
