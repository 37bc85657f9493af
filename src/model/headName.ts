/**
 * A head as people write it: layer and head from 1, as in `3.5`.
 */
import * as v from 'valibot';

/** The schema of a head's name. It need not be of any model. */
export const headName = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,3}\.[1-9]\d{0,4}$/, 'a head is written as 3.5'),
);
