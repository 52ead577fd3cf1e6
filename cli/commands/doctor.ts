/** `ludus doctor`: what this machine can train on, and what each device lacks. */
import { Command } from 'commander';
import { deferred } from '../deferred.ts';

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('show the devices found, and what each of the others lacks')
    .option('--json', 'machine-readable')
    .action(deferred(async () => (await import('../actions/doctor.ts')).diagnose));
}
