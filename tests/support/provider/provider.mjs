// A certified OpenID provider on loopback, whose ID tokens can be spoilt one at a time.
//
//   node provider.mjs PORT ADDRESS-OF-RONGCUO CLIENT SECRET
//
// Whoever signs in as "hemin@1" is the subject "hemin@1" and goes by "hemin".
import Provider from 'oidc-provider';
import * as jose from 'jose';

const [port, ours, id, secret] = process.argv.slice(2);
const issuer = `http://localhost:${port}`;
const options = { extractable: true };
const { privateKey } = await jose.generateKeyPair('RS256', options);
const { privateKey: foreignKey } = await jose.generateKeyPair('RS256', options);
const jwk = { ...(await jose.exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'ours' };
let how = 'as it is';

const provider = new Provider(issuer, {
  clients: [{
    client_id: id,
    client_secret: secret,
    redirect_uris: [`${ours}/sign-in/provider/back`],
    post_logout_redirect_uris: [`${ours}/sign-in`],
  }],
  jwks: { keys: [jwk] },
  cookies: { keys: ['a test'] },
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_ctx, sub) => ({
    accountId: sub,
    claims: () => ({ sub, preferred_username: sub.split('@')[0] }),
  }),
});

const signed = (claims, key = privateKey, head = {}) =>
  new jose.SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'ours', ...head }).sign(key);
const spoilt = {
  'other-nonce': (claims) => signed({ ...claims, nonce: 'another' }),
  'no-nonce': ({ nonce, ...claims }) => signed(claims),
  'other-client': (claims) => signed({ ...claims, aud: 'somebody-else' }),
  'other-party': (claims) => signed({ ...claims, aud: [id, 'b'], azp: 'somebody-else' }),
  'other-issuer': (claims) => signed({ ...claims, iss: 'http://localhost:1' }),
  'long-over': (claims) => signed({ ...claims, iat: claims.iat - 9999, exp: claims.iat - 9000 }),
  'other-key': (claims) => signed(claims, foreignKey),
  'our-secret': (claims) => signed(claims, new TextEncoder().encode(secret), { alg: 'HS256' }),
  unsigned: (claims) => new jose.UnsecuredJWT(claims).encode(),
  'no-subject': ({ sub, ...claims }) => signed(claims),
  'with-the-name': (claims) => signed({ ...claims, preferred_username: 'hemin' }),
  'other-name': (claims) => signed({ ...claims, preferred_username: 'somebody' }),
};

// Before the provider's own routes: what the tests ask for, and what comes of an answer.
provider.use(async (ctx, next) => {
  if (ctx.path.startsWith('/spoil/')) {
    how = decodeURIComponent(ctx.path.slice('/spoil/'.length));
    ctx.status = 204;
    return;
  }
  if (how === 'broken' && ctx.path === '/token') {
    ctx.status = 503;
    ctx.body = 'away for maintenance';
    return;
  }
  await next();
  if (ctx.path === '/token' && ctx.body?.id_token) {
    if (how === 'no-token') delete ctx.body.id_token;
    if (how in spoilt) ctx.body.id_token = await spoilt[how](jose.decodeJwt(ctx.body.id_token));
  }
});
provider.listen(Number(port), 'localhost', () => console.log(issuer));
