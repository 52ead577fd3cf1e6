// Builds `dist/` after `npm ci` in a checkout, so that `npx ludus` works at once. Where the development dependencies are
// left out (`npm ci --omit=dev`) there is nothing to build with, and a package from the registry ships `dist/` already.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (existsSync('node_modules/typescript') && existsSync('node_modules/vite')) {
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
