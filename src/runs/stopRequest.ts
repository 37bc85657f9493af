/**
 * Whether somebody has asked a run to stop by a file, as `requestStop` writes it: signals do not exist everywhere.
 */
import { access } from 'node:fs/promises';
import type { RunFolder } from './runFolder';

/** Whether the file is there. */
export function isStopRequested(folder: RunFolder): Promise<boolean> {
  return access(folder.stopRequest).then(
    () => true,
    () => false,
  );
}
