/**
 * Reads the `heads.jsonl` of a run folder.
 */
import { existsSync } from 'node:fs';
import { readSmallFile } from '../../files/regularFile';
import type { RunFolder } from '../../runs/runFolder';
import { type TimelinePoint, TimelineReader } from './scoreTimeline';

/** What a run wrote down of its heads, by rising step; nothing for a run that followed none. */
export async function readTimeline(folder: RunFolder): Promise<readonly TimelinePoint[]> {
  if (!existsSync(folder.heads)) return [];
  const reader = new TimelineReader();
  reader.read((await readSmallFile(folder.heads)).toString('utf8'));
  return reader.points;
}
