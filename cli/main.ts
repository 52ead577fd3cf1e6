#!/usr/bin/env node
/** The `ludus` command. Thin: `commands/` say what the command line takes, `actions/` wire the library to the terminal, loaded when asked for. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { checkCommand } from './commands/check.ts';
import { doctorCommand } from './commands/doctor.ts';
import { envsCommand } from './commands/envs.ts';
import { evalCommand } from './commands/eval.ts';
import { exportCommand } from './commands/export.ts';
import { playCommand } from './commands/play.ts';
import { replayCommand } from './commands/replay.ts';
import { romsCommand } from './commands/roms.ts';
import { serveCommand } from './commands/serve.ts';
import { trainCommand } from './commands/train.ts';
import { watchCommand } from './commands/watch.ts';

// One folder further up from `dist/cli` than from the sources.
const manifest = import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json';
const { version } = JSON.parse(readFileSync(new URL(manifest, import.meta.url), 'utf8')) as { version: string };

const program = new Command('ludus')
  .description('A reinforcement-learning gym and simulation-environment server.')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'show help')
  .showHelpAfterError('(ludus --help shows the commands; ludus <command> --help its options)')
  .addCommand(trainCommand())
  .addCommand(evalCommand())
  .addCommand(watchCommand())
  .addCommand(playCommand())
  .addCommand(exportCommand())
  .addCommand(envsCommand())
  .addCommand(checkCommand())
  .addCommand(replayCommand())
  .addCommand(romsCommand())
  .addCommand(serveCommand())
  .addCommand(doctorCommand());

await program.parseAsync();
