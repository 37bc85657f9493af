/**
 * The panel's entry: puts the page together.
 */
import { html, render } from 'lit';
import './attentionPanel';
import { registerControls } from './controls/controls';
import { editorHost } from './host';
import { PanelState } from './panelState';
import { watchTheme } from './theme';

registerControls();
watchTheme();
const root = document.getElementById('panel');
if (!root) throw new Error('The panel’s page has no place for it.');
const state = new PanelState(editorHost());
render(html`<attention-panel .state=${state}></attention-panel>`, root);
