/**
 * A real Slurm of two nodes on this machine, for one test: its own controller, its own nodes, its own keys, in a
 * folder of its own. Nothing of a Slurm that the machine may have is touched.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { until } from './cli';
import { findProgram } from './programs';
import { required } from './required';

/** The programs of Debian's packages munge, slurmctld, slurmd and slurm-client. */
const PROGRAMS = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'squeue', 'scancel', 'scontrol', 'sinfo'];

/** Why tests on a real Slurm are skipped, or undefined where they can run. */
export const missingSlurm = required(obstacle());

function obstacle(): string | undefined {
  if (process.platform !== 'linux') return 'Slurm runs on Linux alone';
  const missing = PROGRAMS.filter((name) => findProgram(name) === undefined);
  if (missing.length > 0)
    return `there is no ${missing.join(', ')} (Debian: apt-get install munge slurmctld slurmd slurm-client)`;
  return process.getuid?.() === 0 ? undefined : 'only root can start the nodes of a Slurm';
}

/** A cluster that runs. */
export class SlurmCluster {
  /** Processes by name: `munged`, `slurmctld`, `n1`, `n2`. */
  private readonly processes = new Map<string, ChildProcess>();

  private constructor(readonly folder: string) {}

  /** Starts a cluster in a folder that all its nodes share, being one machine. */
  static async start(folder: string): Promise<SlurmCluster> {
    const cluster = new SlurmCluster(folder);
    for (const name of ['state', 'n1', 'n2', 'log']) await mkdir(join(folder, name), { recursive: true });
    await chmod(folder, 0o755);
    await writeFile(join(folder, 'munge.key'), randomBytes(128), { mode: 0o400 });
    await writeFile(join(folder, 'slurm.conf'), configuration(folder, await freePorts(4)));
    cluster.startMunge();
    cluster.startController();
    cluster.startNode('n1');
    cluster.startNode('n2');
    await until(() => cluster.nodes().every((state) => state === 'idle'), 30).catch(() => {
      throw new Error(`The cluster did not start:\n${cluster.logs()}`);
    });
    return cluster;
  }

  /** What programs need that are to speak with this cluster. */
  get environment(): Readonly<Record<string, string>> {
    return { SLURM_CONF: join(this.folder, 'slurm.conf') };
  }

  /** Runs one of Slurm's programs and returns what it printed. */
  call(program: string, ...args: readonly string[]): string {
    const env = { ...process.env, ...this.environment };
    return execFileSync(program, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Starts one of Slurm's programs; nobody hears what it says. */
  begin(program: string, ...args: readonly string[]): ChildProcess {
    return spawn(program, args, { env: { ...process.env, ...this.environment }, stdio: 'ignore' });
  }

  /** The states of both nodes; empty while the controller does not answer. */
  nodes(): readonly string[] {
    try {
      return this.call('sinfo', '-h', '-N', '-p', 'low', '-o', '%T').trim().split('\n');
    } catch {
      return [''];
    }
  }

  startController(): void {
    this.spawn('slurmctld', 'slurmctld', '-D');
  }

  startNode(name: 'n1' | 'n2'): void {
    this.spawn(name, 'slurmd', '-D', '-N', name);
  }

  /** Ends the controller as a restart of its service does. */
  async stopController(): Promise<void> {
    await this.kill('slurmctld', 'SIGTERM');
  }

  /** Kills a node with everything that runs on it, as a cut of its power would. */
  async killNode(name: 'n1' | 'n2'): Promise<void> {
    await this.kill(name);
    for (const id of processesOf(name)) {
      try {
        process.kill(id, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    }
  }

  async stop(): Promise<void> {
    for (const name of ['n1', 'n2'] as const) await this.killNode(name);
    await this.kill('slurmctld');
    await this.kill('munged');
  }

  /** The ends of what the daemons said. */
  private logs(): string {
    return readdirSync(join(this.folder, 'log'))
      .map((name) => readFileSync(join(this.folder, 'log', name), 'utf8').slice(-1000))
      .join('\n');
  }

  private startMunge(): void {
    const file = (name: string) => join(this.folder, name);
    this.spawn(
      ...(['munged', 'munged', '--foreground', '--force', `--key-file=${file('munge.key')}`] as const),
      ...[
        `--socket=${file('munge.sock')}`,
        `--pid-file=${file('munged.pid')}`,
        `--seed-file=${file('seed')}`,
      ],
    );
  }

  private spawn(name: string, program: string, ...args: readonly string[]): void {
    const log = openSync(join(this.folder, 'log', `${name}.out`), 'a');
    const env = { ...process.env, ...this.environment };
    this.processes.set(name, spawn(program, args, { env, stdio: ['ignore', log, log] }));
    closeSync(log);
  }

  private async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.processes.get(name);
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }
}

/** Everything that runs on a node: what has the node's name in its environment, and what started that. */
function processesOf(node: string): readonly number[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const inside = ids.filter((id) => fileOf(id, 'environ').split('\0').includes(`SLURMD_NODENAME=${node}`));
  // `proc(5)`: behind the command, in brackets, come the state and the parent.
  const parents = inside.map((id) => fileOf(id, 'stat').split(') ').at(-1)?.split(' ')[1] ?? '');
  const steps = parents.filter((id) => fileOf(id, 'comm').startsWith('slurmstepd'));
  return [...new Set([...steps, ...inside])].map(Number);
}

function fileOf(id: string, name: string): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map(async (server) => {
      const address = server.address();
      await new Promise((resolve) => server.close(resolve));
      return typeof address === 'object' && address ? address.port : 0;
    }),
  );
}

/**
 * The configuration: two nodes of one processor each; the partition `high` takes what it needs from `low`, whose
 * tasks go back to the queue. Times are short where Slurm's own are minutes: a credential's life, which delays
 * what is begun again, and how long a node may be silent.
 */
function configuration(folder: string, [control = 0, first = 0, second = 0]: readonly number[]): string {
  return `
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${control}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${folder}/munge.sock,cred_expire=5
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/%n.pid
SlurmctldLogFile=${folder}/log/slurmctld.log
SlurmdLogFile=${folder}/log/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
MailProg=/bin/true
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=1,sched_min_interval=0
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
ReturnToService=2
SlurmdTimeout=3
MessageTimeout=2
KillWait=5
MinJobAge=600
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=${first} CPUs=1 RealMemory=900
NodeName=n2 NodeHostname=localhost NodeAddr=127.0.0.1 Port=${second} CPUs=1 RealMemory=900
PartitionName=low Nodes=n1,n2 Default=YES MaxTime=10 PriorityTier=1 PreemptMode=REQUEUE
PartitionName=high Nodes=n1,n2 MaxTime=10 PriorityTier=10 PreemptMode=OFF
`;
}
