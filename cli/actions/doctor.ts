/** `ludus doctor`: what this machine can train on, and what each device lacks. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { probeDevices, useDevice } from '../../tensor/index.ts';
import { formatTable } from '../terminal/table.ts';

export async function diagnose({ json }: { readonly json?: true }): Promise<void> {
  const devices = await probeDevices();
  const chosen = await useDevice('auto');
  const auto = chosen.description;
  chosen.dispose();
  const system = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
  };
  if (json) {
    console.log(JSON.stringify({ system, devices, auto }, null, 2));
    return;
  }
  console.log(
    `node ${system.node} on ${system.platform}, ${system.cpu}, ${system.cores} cores, ${system.memoryGiB} GiB\n`,
  );
  const rows = devices.map(({ device, candidate, available, line }) => [
    available ? 'ok' : '-',
    device,
    candidate,
    line,
  ]);
  console.log(formatTable(['', '--device', 'through', 'found or lacking'], rows));
  console.log(`\n--device auto: ${auto}`);
}
