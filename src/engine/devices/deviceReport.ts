/**
 * What trying a device finds out, as it travels between processes.
 */
import * as v from 'valibot';
import { fields, finite, list, text } from '../../files/foreign';

/** What the process that tries a device prints, as JSON. */
export const probeResult = fields({
  /** Speed of a training step of the study's model, when it runs and is no mere reference. */
  tokensPerSecond: v.exactOptional(finite),
  /** Why it does not run here, and what to do about it. */
  problem: v.exactOptional(text),
});

/** What {@link probeResult} describes. */
export type ProbeResult = v.InferOutput<typeof probeResult>;

const hardware = fields({
  name: text,
  memoryBytes: v.exactOptional(finite),
  driver: v.exactOptional(text),
});

/** A piece of hardware. */
export type Hardware = v.InferOutput<typeof hardware>;

const deviceReport = fields({
  id: text,
  title: text,
  gpu: v.boolean(),
  available: v.boolean(),
  hardware: v.exactOptional(hardware),
  ...probeResult.entries,
});

/** What `attention-lab devices` says about one device. */
export type DeviceReport = v.InferOutput<typeof deviceReport>;

/** What `attention-lab devices --json` prints. */
export const deviceReports = list(deviceReport);
