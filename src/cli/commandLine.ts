/**
 * One call of the command line, from its words to its exit code.
 *
 * Under `--json` the result is one JSON value on the output stream and everything else goes to the error stream.
 */
import { attention } from './attention';
import { augment } from './augment';
import { bench } from './bench';
import { branch } from './branch';
import { check } from './check';
import { checkTask } from './checkTask';
import { control } from './control';
import { cost } from './cost';
import { dataset } from './dataset';
import { devices, probeDevice } from './devices';
import { estimate } from './estimate';
import { evaluate } from './evaluate';
import { experiment } from './experiment';
import { exportModel } from './export';
import { finetune } from './finetune';
import { heads } from './heads';
import { helpFor, overview } from './help';
import { label } from './label';
import { runs } from './runs';
import { people } from './people';
import { predict } from './predict';
import { pretrain } from './pretrain';
import { report } from './report';
import { study } from './study';
import { tensorFlow } from './tensorFlow';
import { trust } from './trust';
import { ALLOW_CODE, type Call, UsageError, type Verb, readCall } from './verb';
import { PROBE_VERB } from '../training/deviceProbe';
import { programVersion } from '../files/programVersion';
import { UserError } from '../files/userError';
import { consentToAllCode, consentToModule, isModule } from '../model/codeConsent';
import { ENDS_WITH_PARENT } from '../model/environment';
import { endWithParent } from '../processes/watchdog';

const VERBS: Readonly<Record<string, Verb>> = {
  pretrain,
  finetune,
  runs,
  label,
  control,
  branch,
  estimate,
  evaluate,
  predict,
  attention,
  heads,
  trust,
  report,
  study,
  experiment,
  augment,
  check,
  dataset,
  'check-task': checkTask,
  people,
  bench,
  cost,
  devices,
  tensorflow: tensorFlow,
  export: exportModel,
};

/** Does what is called; resolves to the exit code: 0, 1 when the work failed, 2 when the call was wrong. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    return await dispatch(words);
  } catch (error) {
    return explain(error);
  }
}

async function dispatch([name, ...args]: readonly string[]): Promise<number> {
  if (name === PROBE_VERB || ENDS_WITH_PARENT in process.env) endWithParent();
  // A trainer that this verb starts outlives it.
  Reflect.deleteProperty(process.env, ENDS_WITH_PARENT);
  if (name === PROBE_VERB) return execute(probeDevice, args);
  if (name === '--version') return print(`${await programVersion()}\n`);
  if (name === undefined || name === 'help' || asksForHelp(name)) {
    const [about] = args;
    print(about === undefined ? overview(VERBS) : helpFor(about, verbCalled(about)));
    return name === undefined ? 2 : 0;
  }
  const verb = verbCalled(name);
  return args.some(asksForHelp) ? print(helpFor(name, verb)) : execute(verb, args);
}

function verbCalled(name: string): Verb {
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!verb) throw new UsageError(`There is no verb '${name}'. Run: attention-lab help`);
  return verb;
}

function asksForHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

async function execute(verb: Verb, args: readonly string[]): Promise<number> {
  const call = readCall(verb, args);
  consent(call);
  const result = await verb.run(call);
  if (call.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  return Number(process.exitCode ?? 0);
}

/** A module that is named in the call is allowed by that; those that files name are by a switch alone. */
function consent(call: Call): void {
  if (call.has(ALLOW_CODE)) consentToAllCode();
  const variant = call.text('variant');
  if (variant !== undefined && isModule(variant)) consentToModule(variant);
}

function explain(error: unknown): number {
  if (error instanceof UserError) {
    process.stderr.write(`${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
  // A bug: its stack is what helps.
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
