// Where things lie in the shared memory, in bytes. Compiled by tsc and by AssemblyScript, like opcodes.ts.
//
//   0            64          1024        64 KiB      128 KiB                       HEAP
//   | unused     | control   | constants | emit slot | scratch, one a thread ...   | tensors ...

/** The control block: how threads meet (kernels/threads.ts). Each group has a cache line of its own. */
export const CONTROL_TICKET = 64; // int64: generation << 32 | parts << 16 | next part
export const CONTROL_COMMAND = 72; // int32: the address of the command that the ticket is for
export const CONTROL_WAKE = 128; // int32: the generation; workers sleep on it
export const CONTROL_SLEEPERS = 132; // int32: workers asleep
export const CONTROL_READY = 136; // int32: workers in their loop
export const CONTROL_STOP = 140; // int32: 1 asks the workers to leave
export const CONTROL_DONE = 192; // int32: parts done of the present command
export const CONTROL_WAITING = 196; // int32: 1 while the caller sleeps on CONTROL_DONE
export const CONTROL_STATE = 200; // int32: what a part of the present command returned, one of RUN_*
export const CONTROL_FAILED = 256; // int32: 1 after a worker trapped

/** Constants of the kernels (`--memoryBase`). */
export const CONSTANTS = 1024;

/** The one command that eager execution overwrites again and again. */
export const EMIT_SLOT = 65536;
export const EMIT_SLOT_BYTES = 65536;

/** Scratch of a kernel's part: packed panels, image columns. */
export const SCRATCH = 131072;
export const SCRATCH_BYTES = 2097152;

/** Results of `run` (kernels/index.ts). */
export const RUN_OK = 0;
export const RUN_WORKER_FAILED = 1;
export const RUN_WORKER_SILENT = 2;
export const RUN_UNKNOWN_OPCODE = 3;

/** Header words of a command: opcode, words, parts. */
export const HEADER_WORDS = 3;
