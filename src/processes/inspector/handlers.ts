/**
 * What answers the inspector's calls: maps of runs and of other models, analyses, times of layers.
 */
import type { Engine } from '../../engine/engine';
import { HeadAnalyst, answerCall } from '../../heads/headAnalyst';
import { costAt } from '../../theory/attentionCost';
import type { Handlers } from '../calls';
import type { InspectorCalls } from '../inspectorCalls';
import { Inspector } from './inspector';
import { OtherModels } from './otherModels';
import { UrgentFirst } from './urgentFirst';

/** The handler of each call to the inspector. Calls of one {@link laneOf} must come one after the other. */
export function inspectorHandlers(engine: Engine): Handlers<InspectorCalls> {
  const others = new OtherModels(engine);
  const [analyst, inspector, urgent] = [
    new HeadAnalyst(engine),
    new Inspector(engine, others),
    new UrgentFirst(),
  ];
  return {
    ...inspector.handlers,
    maps: (request, running) => urgent.first(() => inspector.handlers.maps(request, running)),
    head: (request, running) => urgent.first(() => inspector.handlers.head(request, running)),
    analyse: (call, running) => {
      const own = { ...running, clear: urgent.clear };
      if (!call.open) return analyst.analyse(call, own);
      return others.use(call.checkpoint, call.open, (model) => answerCall(model, call, own));
    },
    device: () => Promise.resolve(engine.device),
    measureCost: ({ sizes, length }) => costAt(engine, sizes, length),
  };
}

/** Maps are wanted at once, however long an analysis takes; it lets them in between two batches. */
export function laneOf(call: string): string {
  return call === 'analyse' || call === 'measureCost' ? 'analyses' : 'maps';
}
