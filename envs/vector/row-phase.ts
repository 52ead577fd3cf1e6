/** Where a row of a native kernel is. Compiled by tsc and by AssemblyScript. */

export const RUNNING = 0;
/** The episode has ended and not begun again. */
export const ENDED = 1;
/** There has never been a reset. */
export const NEW = 2;
