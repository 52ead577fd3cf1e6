/** The page's entry: styles and the app. */
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/parts.css';
import { App } from './app.ts';

new App(document.getElementById('app')!).start();
