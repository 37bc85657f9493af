/**
 * Where the TensorFlow lies that a person has. Nothing is loaded here, and nothing downloaded.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { fields, text } from '../../files/foreign';
import { systemProgram } from '../../files/systemProgram';
import { UserError } from '../../files/userError';
import { PYTHON, TENSORFLOW } from './environment';

/** What TensorFlow's wheels call their libraries, in the order in which one needs the other. */
export const LIBRARIES = ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2'] as const;

/** A TensorFlow that is there, whether or not it can be loaded. */
export interface FoundTensorFlow {
  /** The folder that holds {@link LIBRARIES}. */
  readonly folder: string;
  /** The program whose package it is; undefined for a folder that was named. */
  readonly python?: string;
  /** The package's version. */
  readonly version?: string;
}

/** What Python answers: where its package lies, without importing it, which would take seconds. */
const QUESTION = `
import importlib.metadata as m, importlib.util as u, json
spec = u.find_spec("tensorflow")
names = [n for n in ("tensorflow", "tensorflow-cpu", "tensorflow-gpu", "tf-nightly") if list(m.distributions(name=n))]
if spec and spec.submodule_search_locations and names:
    print(json.dumps({"folder": list(spec.submodule_search_locations)[0], "version": m.version(names[0])}))
`;

const answer = fields({ folder: text, version: text });

/** Where a person says which it is. */
const SETTING = `the setting attentionLab.tensorflow (on the command line, in ${TENSORFLOW})`;

/**
 * The TensorFlow to use: of the folder that was named, else of the first Python that has one.
 *
 * @param gpu whether it is to compute on an NVIDIA GPU: what is missing is then installed with CUDA
 * @throws UserError when there is none, or the one that was named is not there.
 */
export function findTensorFlow(gpu: boolean, env: NodeJS.ProcessEnv = process.env): FoundTensorFlow {
  const named = env[TENSORFLOW];
  if (named !== undefined && named !== '') return complete({ folder: named }, gpu);
  const pythons = pythonsOf(env);
  for (const python of pythons) {
    const found = askPython(python);
    if (found) return complete(found, gpu);
  }
  const where = pythons.length === 0 ? 'there is no Python' : `no package of ${pythons.join(' or ')}`;
  const install = installCommand({ gpu, python: pythons[0] });
  throw new UserError(
    `TensorFlow was not found (${where}). Install it with: ${install}; or name its folder in ${SETTING}.`,
  );
}

/** What to install, for which Python. */
interface Installation {
  /** Whether CUDA's libraries come with it, which only an NVIDIA GPU wants. */
  readonly gpu: boolean;
  readonly python?: string | undefined;
  readonly upgrade?: boolean;
}

/** The command that installs or mends it. */
export function installCommand({ gpu, python = 'python3', upgrade = false }: Installation): string {
  const wanted = gpu ? '"tensorflow[and-cuda]"' : 'tensorflow';
  return `${python} -m pip install ${upgrade ? '--upgrade ' : ''}${wanted}`;
}

/** Programs to ask, the nearest to the person first. */
function pythonsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const environments = [env[PYTHON], env['VIRTUAL_ENV'], env['CONDA_PREFIX']];
  const programs = environments.map((path) =>
    path === undefined || path === '' ? undefined : programIn(path),
  );
  const place = { platform: process.platform, env, folder: process.cwd(), exists: existsSync };
  return [...new Set([...programs, systemProgram('python3', place)])].filter((path) => path !== undefined);
}

/** A path is either the program itself or the folder of an environment. */
function programIn(path: string): string | undefined {
  const candidates = [path, join(path, 'bin', 'python'), join(path, 'bin', 'python3')];
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile());
}

function askPython(python: string): FoundTensorFlow | undefined {
  // Python looks for packages in the folder where it starts: not in a workspace.
  const options = { cwd: '/', encoding: 'utf8', timeout: 20_000 } as const;
  const { stdout, status } = spawnSync(python, ['-c', QUESTION], options);
  if (status !== 0 || stdout.trim() === '') return undefined;
  return { python, ...v.parse(answer, JSON.parse(stdout)) };
}

/** The same, when its libraries are there. Throws a UserError which is missing. */
function complete(found: FoundTensorFlow, gpu: boolean): FoundTensorFlow {
  const { folder, version, python } = found;
  const missing = LIBRARIES.find((name) => !existsSync(join(folder, name)));
  if (missing === undefined) return found;
  const what = version === undefined ? folder : `TensorFlow ${version} in ${folder}`;
  const remedy =
    python === undefined
      ? `Name the folder that holds it in ${SETTING}.`
      : `It has come with TensorFlow since 2.15: ${installCommand({ gpu, python, upgrade: true })}`;
  throw new UserError(`${what} has no ${missing}. ${remedy}`);
}
