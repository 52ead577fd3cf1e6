/**
 * The keys held, and the buttons pressed: the last one pressed counts. A key that was pressed and let go between two steps counts for one
 * step, so that no press is lost.
 */
export class HeldKeys {
  private readonly held: string[] = [];
  private tapped: string | null = null;

  press(key: string): void {
    if (!this.held.includes(key)) this.held.push(key);
    this.tapped = key;
  }

  release(key: string): void {
    const at = this.held.indexOf(key);
    if (at >= 0) this.held.splice(at, 1);
  }

  /** Whoever looks away lets go. */
  clear(): void {
    this.held.length = 0;
    this.tapped = null;
  }

  /** The key of the step that begins now, null for none. */
  take(): string | null {
    const key = this.held.at(-1) ?? this.tapped;
    this.tapped = null;
    return key ?? null;
  }
}
