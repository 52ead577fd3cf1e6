/** What the page says while the server has no session: what to type to see something. */
import { WEBSOCKET_PATH } from '../../server/protocol/messages.ts';
import { el, icon, setIcon } from './dom.ts';

/** Milliseconds that the tick stays after copying. */
const COPIED_MS = 1_500;

export function emptyState(): HTMLElement {
  const socket = `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${WEBSOCKET_PATH}`;
  return el(
    'section',
    { class: 'empty', 'aria-labelledby': 'empty-title' },
    el('h1', { id: 'empty-title' }, 'Nothing is running yet'),
    el('p', {}, 'Start something in a terminal. It appears here by itself.'),
    el('h2', {}, 'Train an agent'),
    command(`npx ludus train CartPole-v1 --agent dqn --publish ${socket}`),
    el('h2', {}, 'Plug in an agent of your own'),
    command(`npx tsx examples/custom-agent.ts ${socket}`),
    command(`python3 examples/custom_agent.py ${socket}`),
  );
}

function command(text: string): HTMLElement {
  const glyph = icon('copy');
  const copy = el(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': `Copy: ${text}`, title: 'Copy' },
    glyph,
  );
  copy.addEventListener('click', () => {
    // Absent where the page was not loaded securely (another machine's address over http).
    navigator.clipboard?.writeText(text).then(
      () => {
        setIcon(glyph, 'check');
        setTimeout(() => setIcon(glyph, 'copy'), COPIED_MS);
      },
      () => undefined,
    );
  });
  copy.hidden = navigator.clipboard === undefined;
  return el('div', { class: 'command' }, el('code', {}, text), copy);
}
