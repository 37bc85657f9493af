/**
 * The inspector's process: one for each window, started when somebody first looks into a model.
 */
import { openDevice } from '../engine/devices/openDevice';
import { answerCalls, type Port } from '../protocol/calls';
import type { InspectorCalls } from '../protocol/inspector';
import { UserError } from '../protocol/userError';
import { Inspector } from './inspector';

const port: Port = {
  post: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
  onClose: (listener) => process.on('disconnect', listener),
};

answerCalls<InspectorCalls>(
  port,
  new Inspector(openDevice('onnx-cpu')).handlers,
  (error) => error instanceof UserError,
);

// The window is gone: so is everybody who could ask.
port.onClose(() => process.exit(0));
