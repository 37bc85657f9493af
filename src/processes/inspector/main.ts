/**
 * The inspector's process: one for each window, started when somebody first looks into a model.
 */
import { openDevice, processorDevice } from '../../engine/devices/openDevice';
import { type Port, answerCalls } from '../calls';
import type { InspectorCalls } from '../inspectorCalls';
import { UserError } from '../../files/userError';
import { endWithParent } from '../watchdog';
import { inspectorHandlers, laneOf } from './handlers';

// Also in the middle of a computation, when nobody hears that the channel has closed.
endWithParent();

const port: Port = {
  post: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
  onClose: (listener) => process.on('disconnect', listener),
};

answerCalls<InspectorCalls>(port, inspectorHandlers(openDevice(processorDevice())), {
  isForPeople: (error) => error instanceof UserError,
  laneOf,
});

// The window is gone: so is everybody who could ask.
port.onClose(() => process.exit(0));
