/**
 * What finds a file again and tells whether it is still the same.
 */

/** A file as it was when something was made from it. */
export interface FileReference {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}
