/**
 * The panel's entry: puts the page together.
 */
import { html, render } from 'lit';
import './frame/attentionPanel';
import { registerControls } from './frame/controls';
import { editorHost, reportBugs } from './frame/host';
import { PanelState } from './frame/panelState';
import { watchTheme } from './frame/theme';

registerControls();
watchTheme();
const root = document.getElementById('panel');
if (!root) throw new Error('The panel’s page has no place for it.');
const host = editorHost();
reportBugs(host);
const state = new PanelState(host);
render(html`<attention-panel .state=${state}></attention-panel>`, root);
