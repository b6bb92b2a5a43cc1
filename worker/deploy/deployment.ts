import * as z from 'zod';

/** What IT decides once per deployment; no secrets. Kept in .deploy/NAME.json so that a second run asks nothing again. */
export const deploymentSchema = z.strictObject({
  gongBaseUrl: z.url({ protocol: /^https?$/ }).optional(),
  gongOwnerEmail: z.email().optional(),
  integrationName: z.string().min(1).max(100).optional(),
  /** Where the Worker answers; known after the first deployment. */
  workerUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type Deployment = z.infer<typeof deploymentSchema>;

/** Production, or staging beside it: a Worker and an object of its own, and an integration of its own name in Gong. */
export interface Target {
  readonly name: 'production' | 'staging';
  readonly workerName: string;
  readonly integrationName: string;
}

export const TARGETS = {
  production: { name: 'production', workerName: 'crm-bridge-for-gong', integrationName: 'CRM Bridge' },
  staging: { name: 'staging', workerName: 'crm-bridge-for-gong-staging', integrationName: 'CRM Bridge (staging)' },
} as const satisfies Record<string, Target>;

/** Names of the Worker's secrets and how each is come by. */
export const SECRETS = [
  { name: 'GONG_ACCESS_KEY', ask: 'Gong access key (Gong: Company settings > Ecosystem > API)' },
  { name: 'GONG_ACCESS_KEY_SECRET', ask: 'Gong access key secret' },
  { name: 'ADMIN_TOKEN', ask: null },
  { name: 'TOKEN_KEY', ask: null },
] as const;

export interface DeployOptions {
  readonly target: Target;
  /** A Worker that runs already, deployed by hand or on this computer: everything up to its deployment is left out. */
  readonly workerUrl: string | null;
  /** A file NAME=value a line with the secrets; those that are missing are asked for, or made. */
  readonly secretsFile: string | null;
  readonly profileFile: string | null;
  /** How many browsers the enrolment code is for. */
  readonly uses: number;
}

/** What the steps hand on to each other. */
export interface Progress {
  deployment: Deployment;
  /** Secrets to set with this deployment. */
  secrets: Record<string, string>;
  adminToken: string;
}
