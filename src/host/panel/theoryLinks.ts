/**
 * Links to a state of the theory lab: `vscode://attention-lab.attention-lab/theory?state=…`.
 */
import * as vscode from 'vscode';
import type { PanelController } from './panelController';

/** Opens the theory lab in the state that a link stands for; a link without one opens it as it was. */
export function registerTheoryLinks(panel: PanelController): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: ({ path, query }) => {
      if (path !== '/theory') return;
      const theory = new URLSearchParams(query).get('state');
      panel.show({ page: 'theory' }, theory ?? undefined);
    },
  });
}
