/**
 * How a task of an experiment says that it was stopped before its end, with a checkpoint.
 */

/** `sysexits.h`: try again later. */
export const EXIT_STOPPED = 75;
