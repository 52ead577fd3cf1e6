/**
 * The watched session: its episode on stage, the numbers beside it, the bars, the curves and the playback controls.
 *
 * One frame: the director moves the playhead, the source turns the position into two scenes, the stage draws the moment
 * between them, and the texts that changed are written.
 */
import type { SessionEvent, SessionInfo, ViewerEvent } from '../server/protocol/messages.ts';
import { CurvesPanel } from './curves/curves-panel.ts';
import { Director } from './playback/director.ts';
import { type SceneSource, SimulatedSource, sceneSource } from './playback/source.ts';
import type { Tape } from './playback/tape.ts';
import { isOver } from './sessions/session-book.ts';
import type { Stage } from './stage/stage.ts';
import { el, setText } from './ui/dom.ts';
import { Facts } from './ui/facts.ts';
import { phrase } from './ui/format.ts';
import { PolicyPanel } from './ui/policy-bars.ts';
import { Transport, type TransportActions } from './ui/transport.ts';

type Snapshot = Extract<ViewerEvent, { type: 'snapshot' }>;

export class Theatre implements TransportActions {
  /** The stage and what belongs under it. */
  readonly main: HTMLElement;
  /** Bars and curves. */
  readonly aside: HTMLElement;
  readonly stageBox: HTMLElement;
  private readonly title = el('h1', { id: 'theatre-title' });
  private readonly subtitle = el('p', { class: 'subtitle' });
  private readonly stageNote = el('p', { class: 'stage-note', role: 'status', hidden: true });
  private readonly facts = new Facts();
  private readonly policy = new PolicyPanel();
  private readonly curves = new CurvesPanel();
  private readonly transport: Transport;
  private readonly calm = matchMedia('(prefers-reduced-motion: reduce)');
  private stage: Stage | null = null;
  private info: SessionInfo | null = null;
  private director = new Director(0);
  private tape: Tape | null = null;
  private source: SceneSource | null = null;
  /** Why the tape on stage cannot be drawn. */
  private failure: string | null = null;

  constructor() {
    this.transport = new Transport(this);
    this.stageBox = el('div', { class: 'stage', role: 'img', 'aria-label': 'The episode' });
    this.main = el(
      'main',
      { class: 'theatre', 'aria-labelledby': 'theatre-title' },
      el('header', { class: 'theatre-head' }, el('div', {}, this.title, this.subtitle), this.transport.live),
      el('div', { class: 'stage-frame' }, this.stageBox, this.stageNote),
      this.transport.element,
      this.facts.element,
    );
    this.aside = el('div', { class: 'detail' }, this.policy.element, this.curves.element);
  }

  /** The stage is made asynchronously, after its box is on the page. */
  setStage(stage: Stage): void {
    this.stage = stage;
  }

  /** Begins to watch a session; its snapshot follows. */
  show(info: SessionInfo): void {
    const { playhead } = this.director;
    this.director = new Director(info.renderFps);
    this.director.playhead.keepSpeedOf(playhead);
    this.tape = null;
    this.source = null;
    this.failure = null;
    this.stage?.clear();
    this.facts.clear();
    this.policy.reset(info.actionNames);
    this.curves.reset(
      info.kind === 'training'
        ? 'The first points are on their way.'
        : 'Nothing is learned here, so there are no curves.',
    );
    this.stageBox.setAttribute('aria-label', `An episode of ${info.spec.id}, drawn as it happens`);
    this.setInfo(info);
  }

  /** What is known of the session changed: its state, its phase. */
  setInfo(info: SessionInfo): void {
    this.info = info;
    setText(this.title, info.name);
    const about = [info.spec.id, info.kind === 'player' ? 'player' : (info.agent ?? info.kind)];
    const doing = info.state === 'running' ? info.phase : info.state;
    const names = about.filter((name) => !info.name.includes(name));
    setText(this.subtitle, phrase(names, [doing]));
  }

  applySnapshot(snapshot: Snapshot): void {
    this.director.applySnapshot(snapshot);
    this.curves.replace(snapshot.metrics);
  }

  apply(event: SessionEvent): void {
    this.director.apply(event);
    if (event.type === 'metrics') this.curves.add(event.points);
  }

  themeChanged(): void {
    this.stage?.themeChanged();
    this.curves.themeChanged();
  }

  /** @param now Milliseconds, monotonic. @param seconds Since the last frame. */
  frame(now: number, seconds: number): void {
    if (this.info === null) return;
    const { director } = this;
    director.tick(seconds);
    const { tape } = director;
    if (tape !== this.tape) {
      this.tape = tape;
      this.source = tape === null ? null : sceneSource(tape, this.info.spec);
      this.failure = null;
    }
    this.draw();
    this.writeNumbers();
    this.curves.tick(now);
  }

  // ---- playback, as the transport's buttons and the keyboard ask for it ----------------------------------------------

  togglePlay(): void {
    this.director.togglePlay();
  }

  step(direction: 1 | -1): void {
    this.director.playhead.stepBy(direction, this.director.reel);
  }

  seek(step: number): void {
    const { playhead, reel } = this.director;
    playhead.playing = false;
    playhead.seek(step, reel);
  }

  /** To the first or the last step of the episode on stage. */
  seekEnd(end: 'first' | 'last'): void {
    const { base, end: last } = this.director.reel;
    this.seek(end === 'first' ? base : last);
  }

  changeSpeed(direction: 1 | -1): void {
    this.director.playhead.changeSpeed(direction);
  }

  goLive(): void {
    this.director.goLive();
  }

  private draw(): void {
    const { stage, source } = this;
    if (stage === null) return;
    let note = source === null ? 'Waiting for the first episode' : '';
    if (source !== null && this.failure === null) {
      try {
        const moment = source.at(this.director.playhead.position);
        if (moment === null) note = 'Waiting for the first picture';
        else stage.draw(moment.scene, moment.next, this.calm.matches ? 0 : moment.t);
        if (source instanceof SimulatedSource && source.diverged) {
          note = 'This page’s copy of the world differs from the server’s: reload the page.';
        }
      } catch (error) {
        this.failure = `This episode cannot be drawn: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
    note = this.failure ?? note;
    setText(this.stageNote, note);
    this.stageNote.hidden = note === '';
  }

  private writeNumbers(): void {
    const { director, tape, info } = this;
    const { playhead } = director;
    const { base, end } = director.reel;
    const { step } = playhead;
    this.transport.update({
      playing: playhead.playing,
      resting: director.resting,
      base,
      end,
      step,
      speed: playhead.speed,
      canSlower: playhead.canChangeSpeed(-1),
      canFaster: playhead.canChangeSpeed(1),
      lag: director.lag,
      over: info === null || isOver(info),
    });
    if (tape === null) return;
    const { outcome } = tape;
    const atEnd = tape.ended && step >= end;
    this.facts.update({
      episode: tape.number,
      step,
      of: outcome?.length ?? info?.spec.maxEpisodeSteps ?? null,
      return: tape.returnAt(step),
      outcome: !atEnd ? 'running' : outcome?.terminated ? 'terminated' : outcome?.truncated ? 'truncated' : 'ended',
    });
    // The opinion at the observation on stage; at the last one no action followed, so the opinion before it stays.
    const index = Math.min(step, end - 1) - base;
    if (index >= 0) this.policy.update(tape.policies[index] ?? null, tape.actions[index]);
  }
}
