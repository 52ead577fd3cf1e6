/** What goes wrong with ROMs: one line that says what was being done, why it failed and what to do, and a stable code. */

export type RomErrorCode =
  | 'E_UNKNOWN' // no such name
  | 'E_NAME' // a name that is none
  | 'E_NOT_A_ROM' // not an iNES file, or not a whole one
  | 'E_NETWORK' // the host cannot be reached, or the connection broke
  | 'E_STATUS' // the host answered something else than the file
  | 'E_REDIRECT' // too many redirects, or one to where we do not go
  | 'E_SIZE' // more or fewer bytes than it must have
  | 'E_HASH' // other bytes than it must have
  | 'E_FILE'; // the file system refused

export class RomError extends Error {
  readonly code: RomErrorCode;

  constructor(code: RomErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RomError';
    this.code = code;
  }
}
