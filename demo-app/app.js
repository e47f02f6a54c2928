// The smallest app that signs people in by Keycloak. It stores nothing: what it must remember between two requests
// travels in encrypted cookies, and on every visit it asks Keycloak whether the session still lives. So a password
// recovered in another browser signs this one out on its next click, as it should.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import * as oidc from 'openid-client';

const app = new URL(process.env.DEMO_APP_URL ?? 'http://localhost:3000');
const keycloak = new URL(process.env.KEYCLOAK_URL ?? 'http://localhost:8080');
const mailbox = process.env.MAILBOX_URL ?? 'http://localhost:1080';
const home = new URL('/', app).href;
const callback = new URL('/callback', app).href;

let discovered;
async function realm() {
  // Plain http is for this demo on one machine only.
  discovered ??= await oidc.discovery(new URL('/realms/demo', keycloak), 'demo-app', undefined, oidc.None(), {
    execute: [oidc.allowInsecureRequests],
  });
  return discovered;
}

// --- cookies -------------------------------------------------------------------------------------------------------

const key = randomBytes(32);

function seal(value) {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

function open(sealed) {
  try {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAuthTag(bytes.subarray(12, 28));
    return JSON.parse(decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8'));
  } catch {
    return undefined; // absent, tampered with, or from before the last restart
  }
}

function remembered(request, name) {
  const pairs = (request.headers.cookie ?? '').split('; ');
  return open(pairs.find((pair) => pair.startsWith(`demo-${name}=`))?.slice(`demo-${name}=`.length) ?? '');
}

// Lax, so that the cookie is there when Keycloak sends the browser back.
const remember = (name, value, seconds) =>
  `demo-${name}=${seal(value)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}`;
const forget = (name) => `demo-${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;

const session = (tokens) => ({ refresh: tokens.refresh_token, id: tokens.id_token });

// --- what one can do -----------------------------------------------------------------------------------------------

// What Keycloak does for a signed-in person, by its name for it, and what the app says when they are back.
const notices = {
  UPDATE_PASSWORD: { success: 'Your password has been changed.', cancelled: 'Your password stays as it is.' },
  'account-flows-change-email': {
    success: 'Your email address has been changed.',
    cancelled: 'Your email address stays as it is.',
  },
};

async function signIn(request, response, action) {
  const attempt = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    action,
  };
  const to = oidc.buildAuthorizationUrl(await realm(), {
    redirect_uri: callback,
    scope: 'openid',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
    code_challenge_method: 'S256',
    ...(action && { kc_action: action }),
  });
  // An hour: whoever recovers a password or confirms an address on the way takes that long to read a mail.
  redirect(response, to.href, remember('attempt', attempt, 3600));
}

async function cameBack(request, response, url) {
  const attempt = remembered(request, 'attempt');
  if (!attempt || attempt.state !== url.searchParams.get('state')) {
    return redirect(response, home, remember('notice', 'That sign-in was not started here, or long ago.', 30));
  }
  try {
    const tokens = await oidc.authorizationCodeGrant(await realm(), url, {
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.verifier,
    });
    const notice = notices[attempt.action]?.[url.searchParams.get('kc_action_status')];
    redirect(response, home, [
      remember('session', session(tokens), 36000),
      forget('attempt'),
      notice ? remember('notice', notice, 30) : forget('notice'),
    ]);
  } catch (failure) {
    console.error('Sign-in failed:', failure.error ?? failure.message);
    redirect(response, home, [forget('attempt'), remember('notice', 'The sign-in did not work out.', 30)]);
  }
}

async function signOut(request, response) {
  const held = remembered(request, 'session');
  const to = oidc.buildEndSessionUrl(await realm(), {
    post_logout_redirect_uri: home,
    ...(held && { id_token_hint: held.id }),
  });
  redirect(response, to.href, forget('session'));
}

async function welcome(request, response) {
  const held = remembered(request, 'session');
  const notice = remembered(request, 'notice');
  if (!held) {
    return page(response, signedOut(notice), forget('notice'));
  }
  let tokens;
  try {
    tokens = await oidc.refreshTokenGrant(await realm(), held.refresh);
  } catch (refusal) {
    if (!(refusal instanceof oidc.ResponseBodyError)) throw refusal;
    const ended = 'You have been signed out: this session was ended in Keycloak.';
    return page(response, signedOut(ended), [forget('session'), forget('notice')]);
  }
  page(response, signedIn(tokens.claims(), notice), [
    remember('session', session(tokens), 36000),
    forget('notice'),
  ]);
}

// --- pages ---------------------------------------------------------------------------------------------------------

const escaped = (text) =>
  String(text ?? '').replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
const said = (notice) => (notice ? `<p class="notice" role="status">${escaped(notice)}</p>` : '');
const mailboxLink = mailbox ? `<a href="${escaped(mailbox)}">the mailbox</a>` : 'your mailbox';

const signedOut = (notice) => `
  ${said(notice)}
  <p class="who">You are not signed in.</p>
  <p class="actions"><a class="button" href="/sign-in">Sign in</a></p>
  <section aria-labelledby="try">
    <h2 id="try">Forget a password</h2>
    <ol>
      <li>Click <b>Sign in</b>, then <b>Forgot Password?</b></li>
      <li>Ask for <code>alice@example.com</code>, or for an address nobody has: the answer is the same.</li>
      <li>Open ${mailboxLink} and follow the link, in this browser or in another one.</li>
      <li>Choose a new password, and sign in with it.</li>
    </ol>
  </section>
  <section aria-labelledby="confirm">
    <h2 id="confirm">Confirm an address</h2>
    <p>Sign in as <code>erin@example.com</code>, with the password <code>erin likes long walks</code>: her address came
      with an import, and nobody has confirmed it yet. Open the link of the mail in another browser first: it confirms
      nothing there. Then open it here, or type the code.</p>
  </section>`;

const signedIn = (person, notice) => `
  ${said(notice)}
  <p class="who">You are signed in as <b>${escaped(person.name ?? person.preferred_username)}</b>
    <span class="address">${escaped(person.email)}</span></p>
  <div class="actions">
    <a class="button" href="/change-email">Change my email address</a>
    <a class="button" href="/change-password">Change my password</a>
    <form method="post" action="/sign-out"><button class="button quiet">Sign out</button></form>
  </div>
  <section aria-labelledby="try">
    <h2 id="try">Move to another address</h2>
    <p>Change the email address, and look into ${mailboxLink}: the new address gets a link and a code, the old one a way
      to stop it.</p>
  </section>
  <section aria-labelledby="lose">
    <h2 id="lose">Lose this session</h2>
    <p>Recover this account's password in another browser, then reload this page: you are signed out here too.
      The mails are in ${mailboxLink}.</p>
  </section>`;

const csp = `default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' ${keycloak.origin}`;

function page(response, content, cookies = [], status = 200) {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': csp,
    'Cache-Control': 'no-store',
    'Set-Cookie': cookies,
  });
  response.end(`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Demo App</title>
  <link rel="icon" href="/icon.svg">
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
  <h1><img src="/icon.svg" alt="" width="32" height="32"> Demo App</h1>${content}
</main>
</body>
</html>
`);
}

function redirect(response, to, cookies = []) {
  response.writeHead(303, { Location: to, 'Cache-Control': 'no-store', 'Set-Cookie': cookies });
  response.end();
}

async function file(response, name, type) {
  response.writeHead(200, { 'Content-Type': type });
  response.end(await readFile(new URL(name, import.meta.url)));
}

// --- routes --------------------------------------------------------------------------------------------------------

const routes = {
  'GET /': welcome,
  'GET /sign-in': (request, response) => signIn(request, response),
  'GET /change-email': (request, response) => signIn(request, response, 'account-flows-change-email'),
  'GET /change-password': (request, response) => signIn(request, response, 'UPDATE_PASSWORD'),
  'GET /callback': cameBack,
  'POST /sign-out': signOut,
  'GET /style.css': (_, response) => file(response, 'style.css', 'text/css'),
  'GET /icon.svg': (_, response) => file(response, 'icon.svg', 'image/svg+xml'),
};

createServer(async (request, response) => {
  try {
    const url = new URL(request.url, app);
    const route = routes[`${request.method} ${url.pathname}`];
    if (!route) return page(response, '<p>There is no such page. <a href="/">Back to the start</a></p>', [], 404);
    await route(request, response, url);
  } catch (failure) {
    console.error(failure);
    if (response.headersSent) return response.end();
    page(response, '<p>Keycloak does not answer. <a href="/">Try again</a></p>', [], 502);
  }
}).listen(Number(app.port || 80), '127.0.0.1', () => console.log(`Demo App on ${home}`));
