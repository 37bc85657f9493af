/**
 * `attention-lab check-task DIR --run RUN`: checks a run against the figures and circuits of its task.
 */
import { join } from 'node:path';
import { makeFolder } from '../files/makeFolder';
import { writeAtomically } from '../files/writeAtomically';
import { requireOwnFiles } from '../runs/ownFiles';
import { RunFolder } from '../runs/runFolder';
import { checkTask as check } from '../tasks/checkTask';
import { CHECK_TASK_OPTIONS } from '../tasks/options';
import { type TaskCheck, differences, readTaskCheck } from '../tasks/taskCheck';
import { circuitInWords, measuredInWords, taskReportPage, verdictInWords } from '../tasks/taskReport';
import { type Call, UsageError, type Verb, specsOf } from './verb';

/** Checks a run, or somebody's report on it. */
export const checkTask: Verb = {
  summary: 'checks a run against the figure and the circuits of its task, and writes a report',
  positionals: 'DIR',
  options: specsOf(CHECK_TASK_OPTIONS),
  opensModels: true,
  run: async (call) => {
    const [folder, ...others] = call.positionals;
    if (folder === undefined || others.length > 0)
      throw new UsageError('Name the folder of the task’s data, and nothing else: check-task DIR --run RUN.');
    call.refuseBoth('against', 'out');
    const { run, against, out, device } = call.read(CHECK_TASK_OPTIONS);
    const report = against === undefined ? undefined : await readTaskCheck(against);
    const say = (line: string) => {
      if (call.json) process.stderr.write(`${line}\n`);
    };
    const found = await check({ folder, run, device, say });
    sayFound(call, found);
    if (report) return compared(call, report, found);
    // A program reads `passed`; a shell has nothing but the exit code.
    if (!found.passed && !call.json) process.exitCode = 1;
    return { ...found, ...(await write(call, found, out ?? run)) };
  },
};

function sayFound(call: Call, found: TaskCheck): void {
  call.say(`${found.figure.words}: ${measuredInWords({ title: '', ...found.figure })}`);
  for (const one of found.more) call.say(`${one.title}: ${measuredInWords(one)}`);
  for (const circuit of found.circuits)
    call.say(
      `${circuit.title}${circuit.head === undefined ? '' : ` ${circuit.head}`}: ${circuitInWords(circuit)}`,
    );
  call.say(verdictInWords(found));
}

/** Says whether a report is true; the exit code says it too. */
function compared(call: Call, report: TaskCheck, found: TaskCheck) {
  const differing = differences(report, found);
  differing.forEach(call.say);
  call.say(
    differing.length === 0 ? 'The report is true.' : 'The report is not true of this run and these data.',
  );
  if (differing.length > 0) process.exitCode = 1;
  return { ...found, differences: differing };
}

async function write(call: Call, found: TaskCheck, folder: string) {
  await requireOwnFiles(new RunFolder(folder));
  await makeFolder(folder);
  const paths = { html: join(folder, 'check.html'), json: join(folder, 'check.json') };
  await writeAtomically(paths.html, [taskReportPage(found)]);
  await writeAtomically(paths.json, [`${JSON.stringify(found, undefined, 2)}\n`]);
  call.say(`report: ${paths.html} and ${paths.json}`);
  return paths;
}
