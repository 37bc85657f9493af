/**
 * What finds a file again and tells whether it is still the same; `findFile.ts` does so.
 */

/** A file as it was when something was made from it. */
export interface FileReference {
  /** Absolute; in folders that an older version made, as it was typed. */
  readonly path: string;
  /** The path from the folder that keeps this reference, with slashes: it holds when both are moved. */
  readonly relative?: string;
  readonly bytes: number;
  /** SHA-256 of the content, in hexadecimal. */
  readonly sha256: string;
}
