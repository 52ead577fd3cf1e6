/** `ludus roms`: the free games for `NesEnv`, listed, fetched, added, verified. */
import { Command } from 'commander';
import { MANIFEST } from '../../roms-fetch/manifest.ts';
import { deferred } from '../deferred.ts';

export function romsCommand(): Command {
  const command = new Command('roms').description('free NES games for worlds of your own: list, fetch, add, verify');
  command
    .command('list', { isDefault: true })
    .description('the games that can be fetched and those you added')
    .option('--json', 'machine-readable')
    .action(deferred(async () => (await import('../actions/roms.ts')).list));
  command
    .command('fetch')
    .description('fetch games; what is here already is left alone')
    .argument('<name...>', `names (${MANIFEST.map(({ name }) => name).join(', ')}), or all`)
    .action(deferred(async () => (await import('../actions/roms.ts')).fetchGames));
  command
    .command('add')
    .description('copy a cartridge of your own (.nes) into the folder')
    .argument('<file>', 'an iNES file')
    .option('--name <name>', 'what to call it; default: the name of the file')
    .action(deferred(async () => (await import('../actions/roms.ts')).add));
  command
    .command('verify')
    .description('compare what is in the folder with its hashes')
    .argument('[name...]', 'only these')
    .action(deferred(async () => (await import('../actions/roms.ts')).verify));
  return command;
}
