/** What can go wrong with input from outside; each class has one stable `code`. */

export class SyncError extends Error {
  readonly code: string = "sync_error";
  /** For the log: ids, counts and codes, never field values. */
  readonly detail: string;

  constructor(detail: string) {
    super(detail);
    this.detail = detail;
  }
}

/** A change that can never be accepted. */
export class MalformedChange extends SyncError {
  override readonly code = "malformed_change";
}
