// The entry of the admin page: signing in and out. The token is kept by the tab, never by the page's elements.

import { rootOf, storageScope } from '../platform/page-root.ts';
import { homeServer, tokenOfHash } from '../platform/page-url.ts';
import { browserMemory } from '../platform/storage.ts';
import { byId, byIdOf, setHidden, setText } from '../ui/dom.ts';
import { createAdminApi, type Fetch, tokenIn } from './admin-api.ts';
import { faultText } from './answer-words.ts';
import { Dashboard } from './dashboard.ts';

const TOKEN_KEY = 'admin-token';

const root = rootOf(import.meta.url);
const tab = browserMemory(() => sessionStorage, `starfray${storageScope(root)}`);
const ask: Fetch = (path, init) => fetch(`${homeServer(root)}${path}`, { ...init, cache: 'no-store' });
const field = byIdOf('token', HTMLInputElement);
const button = byIdOf('sign-in-form', HTMLFormElement).querySelector('button');
let token = '';

const dashboard = new Dashboard({ api: createAdminApi(() => token, ask), onTurnedAway: signOut });

byIdOf('sign-in-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  const given = field.value;
  field.value = '';
  void signIn(given);
});
byId('sign-out').addEventListener('click', () => {
  tab.write(TOKEN_KEY, '');
  // Nothing of what was seen stays on the page.
  location.reload();
});
// On a page that is already open a new hash loads nothing.
window.addEventListener('hashchange', () => void begin());
void begin();
byId('start-notice').remove();

async function begin(): Promise<void> {
  const given = tokenOfHash(location.hash);
  if (given !== undefined) {
    tab.write(TOKEN_KEY, '');
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  const known = given ?? tab.read(TOKEN_KEY) ?? '';
  if (known !== '') await signIn(known);
  else if (token === '') field.focus();
}

/** Opens the page if the server takes the token, or says why it does not. */
async function signIn(given: string): Promise<void> {
  const candidate = tokenIn(given);
  if (candidate === undefined) {
    signOut('That is no token.');
    return;
  }
  setBusy(true);
  const answer = await createAdminApi(() => candidate, ask).overview();
  setBusy(false);
  if (answer.kind !== 'ok') {
    signOut(faultText(answer));
    return;
  }
  token = candidate;
  tab.write(TOKEN_KEY, token);
  say('');
  setHidden(byId('sign-in'), true);
  dashboard.open();
}

function signOut(why: string): void {
  token = '';
  tab.write(TOKEN_KEY, '');
  dashboard.close();
  setHidden(byId('sign-in'), false);
  say(why);
  field.focus();
}

function say(text: string): void {
  setText(byId('sign-in-said'), text);
}

function setBusy(isBusy: boolean): void {
  if (button !== null) button.disabled = isBusy;
}
