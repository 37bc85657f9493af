import { execFileSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BATCH_SCRIPT } from '../../../src/experiments/slurm/batchScript';
import { parsePartitions } from '../../../src/experiments/slurm/partitions';
import { parseQueue } from '../../../src/experiments/slurm/queue';
import { askedAgain, slurmArguments } from '../../../src/experiments/slurm/slurmOptions';
import { callSlurm, slurmEnvironment } from '../../../src/experiments/slurm/slurmPrograms';
import { numbersInWords, parseTasks, submitArguments } from '../../../src/experiments/slurm/submit';
import { stagesOf } from '../../../src/experiments/stages';
import { parseExperiment } from '../../../src/experiments/experimentFile';
import { temporaryFolder } from '../../support/files';

describe('what sbatch is told', () => {
  it('is one argument for each thing, checked', () => {
    expect(
      slurmArguments({
        partition: 'low,high',
        time: '1-12',
        memory: '4G',
        gpus: 'a100:1',
        slurmFlag: ['--account=x y'],
      }),
    ).toEqual(['--partition=low,high', '--time=1-12', '--mem=4G', '--gpus=a100:1', '--account=x y']);
  });

  it.each([
    [{ partition: 'low; rm -rf' }, /--partition must be as Slurm writes it/],
    [{ time: '2h' }, /--time must be as Slurm writes it, such as 2:00:00, not '2h'/],
    [{ slurmFlag: ['rm'] }, /takes one argument of sbatch/],
    [{ slurmFlag: ['--wrap=date'] }, /cannot be --wrap=date/],
    [{ slurmFlag: ['--arr=1-9'] }, /cannot be --arr=1-9/],
    [{ slurmFlag: ['-o/dev/null'] }, /cannot be -o/],
  ])('is refused where it does not fit: %o', (options, message) => {
    expect(() => slurmArguments(options)).toThrow(message);
  });

  it('is asked again as before, but for what is asked anew', () => {
    const before = ['--partition=low', '--gpus=1', '--cpus-per-task=8', '-Aphysics'];
    expect(askedAgain('jobs.json', before, [])).toEqual(before);
    const anew = slurmArguments({ partition: 'high', cpus: 1 });
    expect(askedAgain('jobs.json', before, anew)).toEqual([
      '--gpus=1',
      '-Aphysics',
      '--partition=high',
      '--cpus-per-task=1',
    ]);
  });

  it.each(['--export=ALL,BASH_ENV=/shared/e.sh', '--wrap=date', '/bin/sh', '--get-user-env\n--wrap=x'])(
    'is not asked again for what a stranger’s folder says: %j',
    (flag) => {
      expect(() => askedAgain("'flags' in jobs.json", [flag], [])).toThrow(/'flags' in jobs\.json/);
    },
  );

  it('names the array, where it writes and when it is told that its time is up', () => {
    const out = '/shared/50% off';
    const asked = parseExperiment('/x.attn.json', '{"corpus": "c.txt", "seeds": [1, 2, 3]}');
    const experiment = { title: 'Experiment: a;b', out, asked, stages: stagesOf(asked, out) };
    const args = submitArguments('/s.sh', {
      ...{ experiment, tasks: [0, 1, 2], atOnce: 2, flags: [], node: '/node', cli: '/cli.js', more: [] },
    });
    expect(args).toContain('--array=0-2%2');
    expect(args).toContain('--output=/shared/50%% off/slurm/%A_%a.txt');
    expect(args).toContain('--signal=B:USR1@60');
    expect(args.slice(-4)).toEqual(['/s.sh', '/node', '/cli.js', out]);
  });

  it('counts tasks as Slurm does, and reads them so', () => {
    expect(numbersInWords([7, 0, 1, 2, 9, 8])).toBe('0-2,7-9');
    expect(parseTasks('0,3-5')).toEqual([0, 3, 4, 5]);
    expect(parseTasks('all')).toBe('all');
    expect(() => parseTasks('1;2')).toThrow(/not '1;2'/);
  });

  it('does not depend on what a person has in the environment', () => {
    const kept = slurmEnvironment({
      ...{ PATH: '/bin', SQUEUE_FORMAT: '%u', SLURM_MEM_PER_NODE: '4', SBATCH_NO_REQUEUE: '1' },
      ...{ SLURM_CONF: '/etc/slurm.conf', SBATCH_ACCOUNT: 'physics' },
    });
    expect(kept).toEqual({
      PATH: '/bin',
      SLURM_CONF: '/etc/slurm.conf',
      SBATCH_ACCOUNT: 'physics',
      LC_ALL: 'C',
    });
  });
});

describe('the queue', () => {
  it('is read line by line; what has ended, or is no task of an array, is not in it', () => {
    const printed =
      '12|3|PENDING|Priority|\n12|0|RUNNING|None|n1\n12|1|COMPLETED|None|n1\n13|N/A|RUNNING|None|n2\n';
    expect(parseQueue(printed)).toEqual([
      { job: '12', task: 3, state: 'pending', reason: 'Priority', node: '' },
      { job: '12', task: 0, state: 'running', reason: 'None', node: 'n1' },
    ]);
  });

  it('cannot be asked where there is no Slurm, which is said with what to do', async () => {
    const before = process.env['PATH'];
    process.env['PATH'] = await temporaryFolder();
    try {
      await expect(callSlurm('sbatch', [])).rejects.toThrow(/no sbatch on this machine.*login node/s);
    } finally {
      process.env['PATH'] = before;
    }
  });
});

describe('partitions', () => {
  it('are read line by line, those with nodes of several kinds once', () => {
    const printed =
      'low*|up|10:00|1/1/0/2\nlow*|up|10:00|0/3/1/4\nhigh|down|infinite|0/2/0/2\nslurm says hello\n';
    expect(parsePartitions(printed)).toEqual([
      { name: 'low', isDefault: true, state: 'up', time: '10:00', idle: 4, nodes: 6 },
      { name: 'high', isDefault: false, state: 'down', time: 'infinite', idle: 2, nodes: 2 },
    ]);
  });
});

describe.skipIf(process.platform === 'win32')('the script of a task', () => {
  const env = { PATH: process.env['PATH'], SLURM_ARRAY_JOB_ID: '7', SLURM_ARRAY_TASK_ID: '3' };

  it('hands its arguments on as they are, and says which file its node does not see', async () => {
    const folder = await temporaryFolder();
    const [script, program] = [join(folder, 'task.sh'), join(folder, "it's $(a) node")];
    await writeFile(script, BATCH_SCRIPT);
    await writeFile(program, '#!/bin/bash\nprintf "[%s]" "$@"\n');
    await chmod(program, 0o755);
    expect(() =>
      execFileSync('bash', [script, program, '/nowhere/cli.js', folder], { env, stdio: 'pipe' }),
    ).toThrow(/does not see \/nowhere\/cli.js: keep it in a folder that all nodes of the cluster share/);
    await writeFile(join(folder, 'experiment.attn.json'), '');
    const printed = execFileSync('bash', [script, program, script, folder, '--allow-code'], {
      env,
      encoding: 'utf8',
    });
    expect(printed).toContain(`[${script}][experiment][--out=${folder}][--task=3][--allow-code]`);
  });
});
