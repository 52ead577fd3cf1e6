/**
 * The access token: taken from `?token=` once, kept for this tab, taken out of the address bar.
 *
 * A token in the address would end up in the history, in bookmarks and in screenshots; `sessionStorage` lives and dies
 * with the tab.
 */

const KEY = 'ludus.token';

/** Reads the token of this tab, moving it from the address to the tab's storage where it is there. */
export function takeToken(): string | null {
  const url = new URL(location.href);
  const given = url.searchParams.get('token');
  if (given !== null) {
    keepToken(given);
    url.searchParams.delete('token');
    history.replaceState(null, '', url);
    return given;
  }
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // Storage may be forbidden by the browser's settings: the token then lives as long as the page.
  }
}

export function keepToken(token: string): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // As above.
  }
}
