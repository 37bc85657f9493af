/**
 * The inspector's process: one for each window, started when somebody first looks into a model.
 */
import { costAt } from '../../theory/attentionCost';
import { openDevice, processorDevice } from '../../engine/devices/openDevice';
import { type Handlers, type Port, answerCalls } from '../calls';
import type { InspectorCalls } from '../inspectorCalls';
import { UserError } from '../../files/userError';
import { HeadAnalyst } from '../../heads/headAnalyst';
import { Inspector } from './inspector';
import { endWithParent } from '../watchdog';
import { UrgentFirst } from './urgentFirst';

// Also in the middle of a computation, when nobody hears that the channel has closed.
endWithParent();

const port: Port = {
  post: (message) => process.send?.(message),
  onMessage: (listener) => process.on('message', listener),
  onClose: (listener) => process.on('disconnect', listener),
};

const engine = openDevice(processorDevice());
const analyst = new HeadAnalyst(engine);
const inspector = new Inspector(engine);
const urgent = new UrgentFirst();
const handlers = {
  ...inspector.handlers,
  maps: (request, running) => urgent.first(() => inspector.handlers.maps(request, running)),
  head: (request, running) => urgent.first(() => inspector.handlers.head(request, running)),
  analyse: (call, running) => analyst.analyse(call, { ...running, clear: urgent.clear }),
  measureCost: ({ sizes, length }) => costAt(engine, sizes, length),
} satisfies Handlers<InspectorCalls>;
answerCalls<InspectorCalls>(port, handlers, {
  isForPeople: (error) => error instanceof UserError,
  // Maps are wanted at once, however long an analysis takes; it lets them in between two batches.
  laneOf: (call) => (call === 'analyse' || call === 'measureCost' ? 'analyses' : 'maps'),
});

// The window is gone: so is everybody who could ask.
port.onClose(() => process.exit(0));
