/**
 * From configuration to optimizer.
 */
import type { OptimizerConfig } from '../../runs/runConfig';
import { adamw } from './adamw';
import { muon } from './muon';
import type { Optimizer } from './optimizer';

/** The optimizer that a run asks for. */
export function createOptimizer(config: OptimizerConfig): Optimizer {
  switch (config.kind) {
    case 'adamw':
      return adamw(config);
    case 'muon':
      return muon(config);
  }
}
