/**
 * The stage: draws scenes into a canvas with Pixi.js v8.
 *
 * Views are kept from frame to frame under the shape's id, or its place in the list where it has none, and only shapes
 * that went are destroyed, so hours of play hold no more than one scene's objects. A frame is drawn only when something
 * changed: a paused page costs nothing.
 *
 * `pixi.js/unsafe-eval` replaces Pixi's generated functions by plain ones: the page is served under a
 * Content-Security-Policy without `unsafe-eval`. WebGL where there is one, else Pixi's canvas renderer.
 */
import 'pixi.js/unsafe-eval';
import { autoDetectRenderer, Container, type Renderer } from 'pixi.js';
import type { Scene, Shape } from '../../envs/core/scene.ts';
import { resolveColor, themePalette } from './palette.ts';
import { type DrawContext, ShapeView } from './shape-view.ts';
import { type Pose, pose, shapesById } from './tween.ts';

/** Share of the canvas left empty around the world on each side. */
const MARGIN = 0.04;

export class Stage {
  readonly element: HTMLElement;
  private readonly renderer: Renderer;
  private readonly root = new Container();
  private readonly world = new Container();
  private readonly views = new Map<string, ShapeView>();
  private order: string[] = [];
  private context: DrawContext;
  private drawn: { scene: Scene; next: Scene | null; t: number; context: DrawContext } | null = null;
  private nextScene: Scene | null = null;
  private nextShapes = new Map<string, Shape>();
  private readonly scratch: Pose = { x: 0, y: 0, rotation: 0, scale: 1 };

  private constructor(element: HTMLElement, renderer: Renderer) {
    this.element = element;
    this.renderer = renderer;
    this.root.addChild(this.world);
    this.context = this.readContext(1);
    element.append(renderer.canvas as HTMLCanvasElement);
    // A driver that was reset gives the context back empty: everything is drawn anew, even while paused.
    renderer.canvas.addEventListener('webglcontextrestored', () => this.themeChanged());
    new ResizeObserver(() => this.resize()).observe(element);
    this.resize();
  }

  /** Fills `element` with a canvas and keeps to its size. */
  static async create(element: HTMLElement): Promise<Stage> {
    const renderer = await autoDetectRenderer({
      preference: ['webgl', 'canvas'],
      antialias: true,
      autoDensity: true,
      resolution: Math.max(1, globalThis.devicePixelRatio),
      // The stage is a picture, described in words by the page: no pointer events, no hidden accessibility layer.
      skipExtensionImports: true,
    });
    return new Stage(element, renderer);
  }

  /** To be called after the theme changed: colours are read anew. */
  themeChanged(): void {
    this.context = this.readContext(this.context.unit);
  }

  /**
   * Draws the moment `t` in `[0, 1)` between `scene` and the one a step later. Cheap where nothing changed.
   */
  draw(scene: Scene, next: Scene | null, t: number): void {
    const drawn = this.drawn;
    if (drawn?.scene === scene && drawn.next === next && drawn.t === t && drawn.context === this.context) return;
    this.fit(scene);
    if (this.nextScene !== next) {
      this.nextScene = next;
      this.nextShapes = next === null ? new Map() : shapesById(next);
    }
    this.updateViews(scene, t);
    this.renderer.background.color = resolveColor(scene.background ?? 'paper', this.context.palette).color;
    this.renderer.render(this.root);
    this.drawn = { scene, next, t, context: this.context };
  }

  /** An empty stage in the colour of the ground. */
  clear(): void {
    for (const view of this.views.values()) view.destroy();
    this.views.clear();
    this.order = [];
    this.drawn = null;
    this.renderer.background.color = resolveColor('paper', this.context.palette).color;
    this.renderer.render(this.root);
  }

  private updateViews(scene: Scene, t: number): void {
    const keys: string[] = [];
    const { shapes } = scene;
    let reorder = shapes.length !== this.order.length;
    for (let i = 0; i < shapes.length; i++) {
      const shape = shapes[i]!;
      const key = shape.id === undefined ? `#${i}` : `=${shape.id}`;
      keys.push(key);
      let view = this.views.get(key);
      if (view === undefined || view.type !== shape.type) {
        view?.destroy();
        view = new ShapeView(shape.type);
        this.views.set(key, view);
        reorder = true;
      }
      if (this.order[i] !== key) reorder = true;
      const next = shape.id === undefined ? undefined : this.nextShapes.get(shape.id);
      view.update(shape, pose(shape, next, t, this.scratch), this.context);
    }
    if (!reorder) return;
    const wanted = new Set(keys);
    for (const [key, view] of this.views) {
      if (wanted.has(key)) continue;
      view.destroy();
      this.views.delete(key);
    }
    this.world.removeChildren();
    for (const key of keys) this.world.addChild(this.views.get(key)!.node);
    this.order = keys;
  }

  /** Scales and centres the scene's view in the canvas, keeping proportions. */
  private fit({ view }: Scene): void {
    const { width, height } = this.renderer.screen;
    const room = 1 - 2 * MARGIN;
    const unit = Math.min((width * room) / view.width, (height * room) / view.height);
    if (Number.isFinite(unit) && unit > 0 && unit !== this.context.unit) this.context = { ...this.context, unit };
    this.world.position.set(
      width / 2 - (view.x + view.width / 2) * this.context.unit,
      height / 2 - (view.y + view.height / 2) * this.context.unit,
    );
  }

  private resize(): void {
    const { width, height } = this.element.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    this.renderer.resize(Math.round(width), Math.round(height), Math.max(1, globalThis.devicePixelRatio));
    const drawn = this.drawn;
    this.drawn = null;
    // At once: a resized canvas is empty until it is drawn, and the frame loop may be a frame away.
    if (drawn) this.draw(drawn.scene, drawn.next, drawn.t);
    else this.clear();
  }

  private readContext(unit: number): DrawContext {
    const style = getComputedStyle(this.element);
    return {
      unit,
      palette: themePalette((name) => style.getPropertyValue(name)),
      fontFamily: style.fontFamily,
    };
  }
}
