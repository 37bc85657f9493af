import { beforeEach, describe, expect, it } from 'vitest';
import { tensorFlowToldOf } from '../../../src/host/tensorFlowToldOf';
import { editor, resetEditor, workspace } from '../../support/vscode';

beforeEach(() => {
  resetEditor();
});

const selected = (path: string) => ({ environments: { getActiveEnvironmentPath: () => ({ path }) } });

describe('processes are told of the TensorFlow', () => {
  it('that a setting names, whatever Python is selected', () => {
    editor.settings.set('attentionLab.tensorflow', '/opt/tensorflow');
    editor.extensions.set('ms-python.python', selected('/home/me/.venv'));
    expect(tensorFlowToldOf()).toEqual({ ATTENTION_LAB_TENSORFLOW: '/opt/tensorflow' });
  });

  it('of the Python environment that is selected in the editor', () => {
    editor.extensions.set('ms-python.python', selected('/home/me/.venv'));
    expect(tensorFlowToldOf()).toEqual({ ATTENTION_LAB_PYTHON: '/home/me/.venv' });
  });

  it('and of no environment of a workspace that is not trusted: its libraries are code', () => {
    editor.extensions.set('ms-python.python', selected('/workspace/.venv'));
    workspace.isTrusted = false;
    expect(tensorFlowToldOf()).toEqual({});
  });

  it('and of nothing where nothing is known', () => {
    expect(tensorFlowToldOf()).toEqual({});
  });
});
