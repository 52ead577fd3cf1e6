// This thread's scratch memory, SCRATCH_BYTES of it: contents last for one part of one command.

let base: usize = 0;

export function setScratch(pointer: usize): void {
  base = pointer;
}

export function scratch(): usize {
  return base;
}
