/**
 * Which TensorFlow child processes should use: what the person's settings name, else what the Python environment has
 * that is selected in the editor. Whether it is any good, they find out themselves.
 */
import * as vscode from 'vscode';
import { PYTHON, TENSORFLOW } from '../engine/tensorflow/environment';
import { tensorFlowFolder } from './views/settings';

/** As much of the Python extension's interface as is asked (its package `@vscode/python-extension`). */
interface PythonExtension {
  readonly environments?: { getActiveEnvironmentPath(): { readonly path: string } };
}

/** What child processes are told through their environment. */
export function tensorFlowToldOf(): Record<string, string> {
  const folder = tensorFlowFolder();
  if (folder !== '') return { [TENSORFLOW]: folder };
  const python = selectedPython();
  return python === undefined ? {} : { [PYTHON]: python };
}

/** The environment may lie in the workspace, and its libraries are code: only a trusted one is asked. */
function selectedPython(): string | undefined {
  if (!vscode.workspace.isTrusted) return undefined;
  const extension = vscode.extensions.getExtension<PythonExtension | undefined>('ms-python.python');
  // It is not started for this alone: where nobody works with Python, python3 is asked.
  return extension?.isActive === true
    ? extension.exports?.environments?.getActiveEnvironmentPath().path
    : undefined;
}
