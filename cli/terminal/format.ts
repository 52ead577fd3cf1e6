/** Numbers and durations as the terminal shows them: short, aligned by the caller, the same everywhere. */

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `12,345`. */
export function formatCount(value: number): string {
  return GROUPED.format(value);
}

/** One decimal for a return, `-` where there is none yet. */
export function formatReturn(value: number | null): string {
  return value === null || !Number.isFinite(value) ? '-' : value.toFixed(1);
}

/** Three significant digits for a loss or rate, `-` where there is none yet. */
export function formatSmall(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '-';
  const magnitude = Math.abs(value);
  return magnitude !== 0 && (magnitude < 0.001 || magnitude >= 10_000) ? value.toExponential(1) : value.toPrecision(3);
}

/** `45s`, `3m 05s`, `2h 07m`; `-` for what is not finite. @param seconds at least 0. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const pad = (value: number) => String(value).padStart(2, '0');
  if (hours > 0) return `${hours}h ${pad(minutes)}m`;
  if (minutes > 0) return `${minutes}m ${pad(whole % 60)}s`;
  return `${whole}s`;
}

/** Mean ± standard deviation, one decimal. */
export function formatMeanStd(mean: number, std: number): string {
  return `${mean.toFixed(1)} ± ${std.toFixed(1)}`;
}
