/**
 * The script that Slurm runs for each task of an experiment: the one place where it is written. It is the same
 * text for every experiment. What differs comes as arguments, which no shell reads again.
 *
 * A task ends in one of these ways:
 *
 * - its time is nearly up: Slurm sends USR1 to the script (`--signal=B:USR1@…`), the trainer stops with a
 *   checkpoint, and the script puts the task back into the queue;
 * - it is preempted, its node is drained or dies: Slurm sends TERM, or nothing, and puts it back by itself
 *   (`--requeue`);
 * - it is cancelled: Slurm sends TERM, and nobody puts it back.
 *
 * So TERM alone never means the queue. Node.js takes USR1 for a wish to be debugged: it never reaches it.
 */
import { EXIT_STOPPED } from '../exitStopped';

/** The arguments of the script, in their order; more may follow, for the command line. */
export interface BatchArguments {
  /** The Node.js that runs the command line, as nodes see it. */
  readonly node: string;
  /** The command line, as nodes see it. */
  readonly cli: string;
  /** The experiment's folder. */
  readonly out: string;
  readonly more: readonly string[];
}

/** The script's arguments as they follow its path. */
export function batchArguments({ node, cli, out, more }: BatchArguments): readonly string[] {
  return [node, cli, out, ...more];
}

/** The script. */
export const BATCH_SCRIPT = `#!/bin/bash
# One task of an experiment, written by Attention Lab. Arguments: Node.js, the command line, the folder, options.
node=$1 cli=$2 folder=$3
shift 3
for file in "$node" "$cli" "$folder/experiment.attn.json"; do
  if [ ! -e "$file" ]; then
    echo "The node $(hostname) does not see $file: keep it in a folder that all nodes of the cluster share." >&2
    exit 1
  fi
done
task="\${SLURM_ARRAY_JOB_ID}_\${SLURM_ARRAY_TASK_ID}"
export ELECTRON_RUN_AS_NODE=1 ATTENTION_LAB_THREADS="\${SLURM_CPUS_PER_TASK:-1}"
echo "task $task on $(hostname), begun \${SLURM_RESTART_COUNT:-0} times before"
"$node" "$cli" experiment --out="$folder" --task="$SLURM_ARRAY_TASK_ID" "$@" &
trainer=$!
late=
trap 'late=yes; kill -TERM "$trainer" 2>/dev/null' USR1
trap 'kill -TERM "$trainer" 2>/dev/null' TERM
wait "$trainer"
code=$?
# A signal ends a wait before the trainer has ended.
while kill -0 "$trainer" 2>/dev/null; do
  wait "$trainer"
  code=$?
done
# Between two trainings, and while questions are asked, the signal itself ends the trainer: 128 + 15.
if [ -n "$late" ] && { [ "$code" = ${EXIT_STOPPED} ] || [ "$code" = 143 ]; }; then
  echo "task $task is out of time; it goes on from its checkpoint when Slurm begins it again"
  # Slurm ends this task to begin it again: the request itself must outlive that.
  trap '' TERM
  scontrol requeue "$task" || echo "Slurm does not begin it again: hand it in again with --retry." >&2
fi
exit "$code"
`;
