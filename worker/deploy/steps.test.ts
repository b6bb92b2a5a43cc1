import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TARGETS } from './deployment.ts';
import { deploy } from './steps.ts';
import { Stopped, type World } from './world.ts';

const PROFILE = readFileSync('shared/profile/presets/sugarcrm-ce-6.5.json', 'utf8');
const URL_OF_WORKER = 'https://crm-bridge-for-gong.company.workers.dev';

/** Cloudflare, a Worker behind it, a person and a disk, as far as a deployment meets them. */
class Stage {
  files = new Map<string, string>([['profile.json', PROFILE]]);
  signedIn = false;
  deployed = false;
  secrets = new Map<string, string>();
  variables = new Map<string, string>();
  uploadedSecrets: string[] = [];
  integration: string | null = null;
  others: { integrationId: string; name: string }[] = [];
  gongProblem: string | null = null;
  profileVersion: string | null = null;
  /** Records that would come twice under the profile. */
  twice = 0;
  codes = 0;
  questions: string[] = [];
  said: string[] = [];
  answers: Record<string, string> = { 'E-mail': 'it@company.example', 'access key (': 'key', 'key secret': 'secret' };
  /** Ends the process at the n-th thing it does outside. */
  dieAt = Number.POSITIVE_INFINITY;
  #acts = 0;

  world(): World {
    const act = () => {
      this.#acts += 1;
      if (this.#acts === this.dieAt) throw new Error('killed');
    };
    const answer = (question: string) => {
      this.questions.push(question);
      return Object.entries(this.answers).find(([part]) => question.includes(part))?.[1];
    };
    let secret = 0;
    return {
      say: (text) => this.said.push(text),
      ask: async (question, fallback) => answer(question) ?? fallback ?? null,
      askSecret: async (question) => answer(question) ?? null,
      wrangler: async (args) => {
        act();
        return this.#wrangler(args);
      },
      fetch: (async (url: string, init: RequestInit = {}) => {
        act();
        return this.#worker(new URL(url).pathname, init);
      }) as typeof fetch,
      randomSecret: () => `random-${++secret}-${this.#acts}`,
      readFile: (file) => this.files.get(file) ?? null,
      writeFile: (file, content) => {
        act();
        this.files.set(file, content);
      },
      removeFile: (file) => void this.files.delete(file),
      sleep: async () => undefined,
    };
  }

  #wrangler(args: readonly string[]) {
    const [command] = args;
    if (command === 'login') this.signedIn = true;
    if (command === 'whoami' || command === 'login') return { ok: this.signedIn, output: '' };
    if (command === 'secret')
      return { ok: this.deployed, output: JSON.stringify([...this.secrets.keys()].map((name) => ({ name }))) };
    for (const [index, arg] of args.entries()) {
      const value = args[index + 1] ?? '';
      if (arg === '--var') this.variables.set(value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1));
      if (arg === '--secrets-file') {
        const given: Record<string, string> = JSON.parse(this.files.get(value) ?? '{}');
        this.uploadedSecrets = Object.keys(given);
        for (const [name, secret] of Object.entries(given)) this.secrets.set(name, secret);
      }
    }
    this.deployed = true;
    return { ok: true, output: `Deployed\n  ${URL_OF_WORKER}\n` };
  }

  #worker(path: string, init: RequestInit): Response {
    if (path === '/v1/about')
      return this.deployed
        ? Response.json({ service: 'crm-bridge-for-gong', protocol: 1, version: '1.0.0' })
        : new Response('none', { status: 404 });
    const bearer = new Headers(init.headers).get('authorization');
    if (bearer !== `Bearer ${this.secrets.get('ADMIN_TOKEN')}`)
      return Response.json(
        { error: { code: 'admin-token-wrong', what: 'Not accepted.', next: 'Send it.' } },
        { status: 401 },
      );
    const integration = this.integration && { integrationId: this.integration, name: 'CRM Bridge' };
    if (path === '/admin/status')
      return Response.json({ trouble: null, integration, profileVersion: this.profileVersion });
    if (path === '/admin/integration')
      return Response.json({ known: this.integration, listed: this.others, problem: this.gongProblem });
    if (path === '/admin/integration/register') this.integration = '100';
    if (path === '/admin/integration/adopt') this.integration = JSON.parse(String(init.body)).integrationId;
    if (path === '/admin/profile' && this.twice > 0)
      return Response.json({ version: 'abc', customFields: 2, waiting: [{ objectType: 'DEAL', objects: this.twice }] });
    if (path === '/admin/profile') {
      this.profileVersion = 'abc';
      return Response.json({ version: 'abc', customFields: 2 });
    }
    if (path === '/admin/enrolment-codes') {
      this.codes += 1;
      return Response.json({ code: 'ABCDE-FGHJK', expiresAt: '2026-12-01T00:00:00.000Z' });
    }
    return Response.json({ done: true });
  }
}

const options = {
  target: TARGETS.production,
  workerUrl: null,
  secretsFile: null,
  profileFile: 'profile.json',
  uses: 20,
};

describe('npm run deploy', () => {
  it('goes from nothing to an enrolment code, and leaves no secret of Gong on disk', async () => {
    const stage = new Stage();
    expect(await deploy(stage.world(), options)).toEqual({ url: URL_OF_WORKER, code: 'ABCDE-FGHJK' });
    expect([...stage.secrets.keys()].sort()).toEqual([
      'ADMIN_TOKEN',
      'GONG_ACCESS_KEY',
      'GONG_ACCESS_KEY_SECRET',
      'TOKEN_KEY',
    ]);
    expect(Object.fromEntries(stage.variables)).toEqual({
      GONG_API_BASE_URL: 'https://api.gong.io',
      GONG_OWNER_EMAIL: 'it@company.example',
      GONG_INTEGRATION_NAME: 'CRM Bridge',
    });
    expect(stage.integration).toBe('100');
    expect([...stage.files.keys()].sort()).toEqual([
      '.deploy/production.json',
      '.deploy/production.secrets',
      'profile.json',
    ]);
    expect(stage.files.get('.deploy/production.secrets')).not.toContain('GONG');
    expect(stage.said.join('\n')).not.toMatch(/random-|: key\b|secret$/m);
  });

  it('asks nothing and changes no secret the second time', async () => {
    const stage = new Stage();
    await deploy(stage.world(), options);
    stage.questions = [];
    stage.uploadedSecrets = [];
    const before = new Map(stage.secrets);
    await deploy(stage.world(), { ...options, profileFile: null });
    expect(stage.questions).toEqual([]);
    expect(stage.secrets).toEqual(before);
  });

  it('may be killed at any moment and run again', async () => {
    for (let dieAt = 1; dieAt < 25; dieAt++) {
      const stage = new Stage();
      stage.dieAt = dieAt;
      await deploy(stage.world(), options).catch(() => undefined);
      stage.dieAt = Number.POSITIVE_INFINITY;
      expect(await deploy(stage.world(), options), `killed at ${dieAt}`).toMatchObject({ url: URL_OF_WORKER });
      const kept = stage.files.get('.deploy/production.secrets') ?? '';
      expect(kept).toContain(`ADMIN_TOKEN=${stage.secrets.get('ADMIN_TOKEN')}`);
      expect(stage.files.has('.deploy/production.upload')).toBe(false);
    }
  });

  it('keeps staging apart', async () => {
    const stage = new Stage();
    await deploy(stage.world(), { ...options, target: TARGETS.staging });
    expect(stage.variables.get('GONG_INTEGRATION_NAME')).toBe('CRM Bridge (staging)');
    expect(stage.files.has('.deploy/staging.json')).toBe(true);
    expect(stage.files.has('.deploy/production.json')).toBe(false);
  });

  it('sets up a Worker that runs already, with secrets out of a file', async () => {
    const stage = new Stage();
    stage.deployed = true;
    stage.secrets.set('ADMIN_TOKEN', 'mine = yours');
    stage.files.set('prod.env', '# ours\nADMIN_TOKEN="mine = yours"\r\n');
    const given = { ...options, workerUrl: 'http://127.0.0.1:8787', secretsFile: 'prod.env' };
    expect(await deploy(stage.world(), given)).toEqual({ url: 'http://127.0.0.1:8787', code: 'ABCDE-FGHJK' });
    expect(stage.questions).toEqual([]);
  });

  it('takes over the integration that a person names, and never one by itself', async () => {
    const stage = new Stage();
    stage.others = [{ integrationId: '77', name: 'An older one' }];
    stage.answers['takes over'] = '77';
    await deploy(stage.world(), options);
    expect(stage.integration).toBe('77');
  });

  it.each<[string, (stage: Stage) => void, RegExp]>([
    ['Gong refuses the key', (stage) => (stage.gongProblem = '401'), /Gong does not let the bridge in/],
    ['the profile is no JSON', (stage) => stage.files.set('profile.json', '{'), /no JSON/],
    ['the profile is not valid', (stage) => stage.files.set('profile.json', '{"format": 1}'), /no valid profile/],
    ['the profile is not there', (stage) => stage.files.delete('profile.json'), /not there/],
    ['records would come to Gong twice', (stage) => (stage.twice = 7), /7 DEAL/],
    ['the e-mail address is none', (stage) => (stage.answers['E-mail'] = 'it'), /gongOwnerEmail/],
    ['a secret is not given', (stage) => delete stage.answers['access key ('], /GONG_ACCESS_KEY is missing/],
    ['the kept settings are broken', (stage) => stage.files.set('.deploy/production.json', '[]'), /cannot be read/],
  ])('stops with a next step when %s', async (_, change, what) => {
    const stage = new Stage();
    change(stage);
    const stopped = await deploy(stage.world(), options).catch((error: unknown) => error);
    expect(stopped).toBeInstanceOf(Stopped);
    expect(stopped).toMatchObject({ message: expect.stringMatching(what), next: expect.stringMatching(/./) });
    expect(stage.codes).toBe(0);
  });
});
