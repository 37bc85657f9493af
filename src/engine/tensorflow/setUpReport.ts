/**
 * What training through TensorFlow on a GPU needs and what of it is here, as it travels between processes.
 */
import * as v from 'valibot';
import { fields, list, text } from '../../files/foreign';

/** What `attention-lab tensorflow --json` prints. */
export const setUpReport = fields({
  findings: list(fields({ found: v.boolean(), words: text })),
  /** The one command that installs what is missing; none where nothing is, or none would help. */
  install: v.exactOptional(text),
});

/** What {@link setUpReport} describes. */
export type SetUpReport = v.InferOutput<typeof setUpReport>;
