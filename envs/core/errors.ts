/** Errors that callers tell apart, each with a stable `code` that the server puts on the wire. */

/** A step or drawing before `reset`, or a step after the episode's end. */
export class ResetNeededError extends Error {
  override readonly name = 'ResetNeededError';
  readonly code = 'E_RESET_NEEDED';
}

/** An action that is not in the action space. */
export class InvalidActionError extends RangeError {
  override readonly name = 'InvalidActionError';
  readonly code = 'E_INVALID_ACTION';
}

/** No environment of that id is registered. */
export class UnknownEnvError extends RangeError {
  override readonly name = 'UnknownEnvError';
  readonly code = 'E_UNKNOWN_ENV';
}

/** A keyword argument that the environment does not know. */
export class UnknownKwargError extends RangeError {
  override readonly name = 'UnknownKwargError';
  readonly code = 'E_UNKNOWN_KWARG';
}

/** A state that is not of this environment. */
export class InvalidStateError extends TypeError {
  override readonly name = 'InvalidStateError';
  readonly code = 'E_INVALID_STATE';
}
