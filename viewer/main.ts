/** The page's entry: styles and the app. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/controls.css';
import './styles/sessions.css';
import './styles/theatre.css';
import './styles/panels.css';
import './styles/pages.css';
import './styles/play.css';
import { App } from './app.ts';

new App(document.getElementById('app')!).start();
