/**
 * Node's own modules, without importing them: this folder is bundled for pages as well, where an `import 'node:os'` would
 * fail at load.
 */

interface NodeModules {
  'node:fs': typeof import('node:fs');
  'node:os': typeof import('node:os');
  'node:util': typeof import('node:util');
}

/** The module, or null in a browser. */
export function nodeModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | null {
  if (typeof process === 'undefined' || process.getBuiltinModule === undefined) return null;
  return process.getBuiltinModule(name) as NodeModules[Name];
}
