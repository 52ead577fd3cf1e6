// Draws learning curves as an SVG: the mean over seeds as a line, from the lowest to the highest seed as a band.
//
//   node scripts/plot-curves.mjs --out docs/images/pendulum.svg --title "Pendulum-v1" "PPO=runs/a,runs/b,runs/c" "DQN=runs/d"
//
// Each argument is a label and the runs of its seeds: folders of runs, or metrics.jsonl files. Options:
//   --out <file>        the SVG to write (needed)
//   --title <text>      above the picture; default none
//   --metric <name>     a key of metrics.jsonl; default meanReturn (mean of the last 100 returns)
//   --threshold <y>     a dashed line, where a world counts as solved
//   --max-step <x>      leave out what comes after
//
// Seeds write their points at different steps: each curve is interpolated on one grid of 200 steps. Where a seed ended early
// because the world was solved, its last value goes on. Colours read on light and dark pages; nothing is drawn behind them.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const WIDTH = 720;
const HEIGHT = 400;
const MARGIN = { left: 64, right: 16, top: 36, bottom: 48 };
const GRID = 200;
// Okabe and Ito's palette, which colour-blind readers can tell apart.
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const INK = '#808080';

function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Points [step, value] of one run, in order of steps. */
function readCurve(path, metric) {
  const file = existsSync(path) && statSync(path).isDirectory() ? join(path, 'metrics.jsonl') : path;
  if (!existsSync(file))
    fail(`Cannot read ${file}: it must be a run's folder or its metrics.jsonl, and there is none.`);
  const points = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
    .filter((point) => typeof point[metric] === 'number')
    .map((point) => [point.step, point[metric]]);
  if (points.length === 0) fail(`Cannot plot ${file}: no point of it has the metric "${metric}".`);
  return points;
}

/** The value at `step`, straight between points; before the first and after the last, theirs. */
function valueAt(points, step) {
  if (step <= points[0][0]) return points[0][1];
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1];
    const [x1, y1] = points[i];
    if (step <= x1) return y0 + ((y1 - y0) * (step - x0)) / (x1 - x0);
  }
  return points.at(-1)[1];
}

/** Round numbers from `low` to `high`, about six. */
function ticks(low, high) {
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough);
  const result = [];
  for (let i = Math.ceil(low / step); i * step <= high * (1 + 1e-9); i++) result.push(i * step);
  return result;
}

function label(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`;
  return String(Number(value.toPrecision(3)));
}

const escapeXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const at = (value) => value.toFixed(1);

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string' },
    title: { type: 'string', default: '' },
    metric: { type: 'string', default: 'meanReturn' },
    threshold: { type: 'string' },
    'max-step': { type: 'string' },
  },
});
if (options.out === undefined || positionals.length === 0) {
  fail('Cannot plot: give --out <file.svg> and at least one label=run,run,... (the head of this script says more).');
}
const threshold = options.threshold === undefined ? null : Number(options.threshold);

const groups = positionals.map((argument) => {
  const equals = argument.indexOf('=');
  if (equals < 1) fail(`Cannot plot "${argument}": it must look like label=run,run,...`);
  const curves = argument
    .slice(equals + 1)
    .split(',')
    .map((path) => readCurve(path, options.metric));
  return { name: argument.slice(0, equals), curves };
});

const all = groups.flatMap((group) => group.curves);
const lastStep = Number(options['max-step'] ?? Math.max(...all.map((points) => points.at(-1)[0])));
for (const group of groups) {
  group.rows = Array.from({ length: GRID + 1 }, (_, i) => {
    const step = (lastStep * i) / GRID;
    const found = group.curves.map((points) => valueAt(points, step));
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    return { step, mean, low: Math.min(...found), high: Math.max(...found) };
  });
}

const rows = groups.flatMap((group) => group.rows);
let low = Math.min(...rows.map((row) => row.low), threshold ?? Infinity);
let high = Math.max(...rows.map((row) => row.high), threshold ?? -Infinity);
const room = (high - low || 1) * 0.05;
low -= room;
high += room;
const x = (step) => MARGIN.left + ((WIDTH - MARGIN.left - MARGIN.right) * step) / lastStep;
const y = (value) => HEIGHT - MARGIN.bottom - ((HEIGHT - MARGIN.top - MARGIN.bottom) * (value - low)) / (high - low);

const parts = [];
const text = (px, py, content, more = '') =>
  parts.push(`<text x="${at(px)}" y="${at(py)}" fill="${INK}" ${more}>${escapeXml(content)}</text>`);
const line = (x0, y0, x1, y1, more = '') =>
  parts.push(`<line x1="${at(x0)}" y1="${at(y0)}" x2="${at(x1)}" y2="${at(y1)}" stroke="${INK}" ${more}/>`);
const right = WIDTH - MARGIN.right;
const bottom = HEIGHT - MARGIN.bottom;

for (const value of ticks(low, high)) {
  line(MARGIN.left, y(value), right, y(value), 'stroke-opacity="0.25"');
  text(MARGIN.left - 8, y(value) + 4, label(value), 'text-anchor="end"');
}
for (const step of ticks(0, lastStep)) {
  line(x(step), bottom, x(step), bottom + 5);
  text(x(step), bottom + 19, label(step), 'text-anchor="middle"');
}
line(MARGIN.left, bottom, right, bottom);
text((MARGIN.left + right) / 2, HEIGHT - 8, 'environment steps', 'text-anchor="middle"');
text(MARGIN.left, 20, options.title, 'font-weight="bold"');
if (threshold !== null) line(MARGIN.left, y(threshold), right, y(threshold), 'stroke-dasharray="6 4"');

groups.forEach((group, i) => {
  const colour = COLOURS[i % COLOURS.length];
  const path = (list, key) => list.map((row) => `${at(x(row.step))},${at(y(row[key]))}`).join(' ');
  const band = `${path(group.rows, 'low')} ${path([...group.rows].reverse(), 'high')}`;
  parts.push(`<polygon points="${band}" fill="${colour}" fill-opacity="0.2"/>`);
  parts.push(`<polyline points="${path(group.rows, 'mean')}" fill="none" stroke="${colour}" stroke-width="2"/>`);
  const seeds = group.curves.length === 1 ? '1 seed' : `${group.curves.length} seeds`;
  text(right, 20 + 15 * i, `${group.name} (${seeds})`, `text-anchor="end" style="fill:${colour}"`);
});

writeFileSync(
  options.out,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">\n` +
    `<title>${escapeXml(`${options.title} ${options.metric}`.trim())}</title>\n${parts.join('\n')}\n</svg>\n`,
);
console.log(
  `${options.out}: ${groups.map((group) => `${group.name} ${group.rows.at(-1).mean.toPrecision(4)}`).join(', ')}`,
);
