/**
 * What the verbs that train share: a run begins, goes on with `--resume`, or is repeated with `--replay`.
 */
import { type OptionTable, type OptionsOf, optionName } from '../training/optionTable';
import { REPLAY_OPTION, REPLAY_OPTIONS, RESUME_OPTIONS, RESUME_SWITCH } from '../training/options';
import type { RecordedRun } from '../training/recordOptions';
import { replayRun, resumeRun } from '../training/startRun';
import type { TrainingEvents } from '../training/trainingEvents';
import { trainingEvents } from './trainingEvents';
import { type Call, UsageError, type Verb, specsOf } from './verb';

/** A verb that begins a run with the options of a table. */
export function trainingVerb<const Table extends OptionTable>(
  summary: string,
  table: Table,
  begin: (options: OptionsOf<Table>, events: TrainingEvents) => Promise<RecordedRun>,
): Verb {
  const train = (call: Call, events: TrainingEvents) => {
    call.refuseBoth('resume', 'replay');
    if (call.has('resume')) {
      refuseOthers(call, table, RESUME_OPTIONS, 'resume');
      return resumeRun(call.read(RESUME_OPTIONS), events);
    }
    if (call.text('replay') === undefined) return begin(call.read(table), events);
    refuseOthers(call, table, REPLAY_OPTIONS, 'replay');
    return replayRun(call.read(REPLAY_OPTIONS), events);
  };
  return {
    summary,
    options: specsOf({ ...table, ...RESUME_SWITCH, ...REPLAY_OPTION }),
    opensModels: true,
    run: async (call) => ({ run: call.required('out'), ...(await train(call, trainingEvents(call))) }),
  };
}

/** A run that goes on keeps its settings: whoever names others wants something else. */
function refuseOthers(call: Call, table: OptionTable, taken: OptionTable, by: string): void {
  const other = Object.keys(table)
    .filter((property) => !(property in taken))
    .map(optionName)
    .find((name) => call.given(name));
  if (other === undefined) return;
  throw new UsageError(
    `--${other} does not go with --${by}: the run keeps its settings. Learning rate, steps and more are changed ` +
      'with: attention-lab control --run RUN set NAME=VALUE',
  );
}
