import { DurableObject } from 'cloudflare:workers';
import { taken } from './api/answers.ts';
import { type ForExtensions, forExtensions } from './bridge/for-extensions.ts';
import { type ForIt, forIt } from './bridge/for-it.ts';
import { type GongLink, gongLink } from './bridge/gong-link.ts';
import { health, keepHouse, metrics, overview } from './bridge/house.ts';
import { type Rooms, wireRooms } from './bridge/rooms.ts';

type Args<F> = F extends (...args: infer A) => unknown ? A : never;

/**
 * The bridge of one Gong company: the Durable Object behind the routes. It turns calls and alarms over to its rooms; only methods of the class itself can be
 * called from outside, so each stands here with one line.
 */
export class Bridge extends DurableObject<Env> {
  private readonly rooms: Rooms;
  private readonly extensions: ForExtensions;
  private readonly it: ForIt;
  private readonly gong: GongLink;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.rooms = wireRooms(ctx.storage, env);
    this.extensions = forExtensions(this.rooms);
    this.it = forIt(this.rooms);
    this.gong = gongLink(this.rooms);
    ctx.blockConcurrencyWhile(() => this.rooms.arm());
  }

  /** Drives the upload cycle. It never throws: a failure is logged and the next alarm stands before it returns. */
  override async alarm(): Promise<void> {
    try {
      await this.rooms.driver.run();
      keepHouse(this.rooms);
    } catch (error) {
      this.rooms.world.log('alarm-failed', {
        error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
      await this.ctx.storage.setAlarm(this.rooms.world.now() + 5000);
      return;
    }
    await this.arm();
  }

  /** Sets the alarm to when the driver wants to run; also called by the cron, in case that an alarm was lost. */
  async arm(): Promise<void> {
    await this.rooms.arm();
  }

  // For uptime monitors and IT's view of the whole.
  async health() {
    await this.arm();
    return health(this.rooms);
  }
  async metrics() {
    return metrics(this.rooms);
  }
  async adminStatus() {
    return taken(overview(this.rooms));
  }

  // For extensions.
  async enrol(...args: Args<ForExtensions['enrol']>) {
    return this.extensions.enrol(...args);
  }
  async profile(...args: Args<ForExtensions['profile']>) {
    return this.extensions.profile(...args);
  }
  async takeBatch(...args: Args<ForExtensions['takeBatch']>) {
    return await this.extensions.takeBatch(...args);
  }
  async takeSweep(...args: Args<ForExtensions['takeSweep']>) {
    return this.extensions.takeSweep(...args);
  }
  async leases(...args: Args<ForExtensions['leases']>) {
    return this.extensions.leases(...args);
  }
  async sync(...args: Args<ForExtensions['sync']>) {
    return await this.extensions.sync(...args);
  }
  async status(...args: Args<ForExtensions['status']>) {
    return await this.extensions.status(...args);
  }
  async states(...args: Args<ForExtensions['states']>) {
    return this.extensions.states(...args);
  }

  // For IT: records, devices, profile.
  async createEnrolmentCode(...args: Args<ForIt['createEnrolmentCode']>) {
    return this.it.createEnrolmentCode(...args);
  }
  async putProfile(...args: Args<ForIt['putProfile']>) {
    return await this.it.putProfile(...args);
  }
  async counts() {
    return this.it.counts();
  }
  async uploads() {
    return this.it.uploads();
  }
  async held() {
    return this.it.held();
  }
  async rejected() {
    return this.it.rejected();
  }
  async devices() {
    return this.it.devices();
  }
  async revokeDevice(...args: Args<ForIt['revokeDevice']>) {
    return this.it.revokeDevice(...args);
  }
  async restartType(...args: Args<ForIt['restartType']>) {
    return await this.it.restartType(...args);
  }
  async objectStory(...args: Args<ForIt['objectStory']>) {
    return this.it.objectStory(...args);
  }
  async approveDeletions(...args: Args<ForIt['approveDeletions']>) {
    return await this.it.approveDeletions(...args);
  }

  // For IT: the connection to Gong.
  async schemaNeeds() {
    return this.gong.schemaNeeds();
  }
  async consentToSchema(...args: Args<GongLink['consentToSchema']>) {
    return await this.gong.consentToSchema(...args);
  }
  async integration() {
    return await this.gong.integration();
  }
  async registerIntegration() {
    return await this.gong.registerIntegration();
  }
  async adoptIntegration(...args: Args<GongLink['adoptIntegration']>) {
    return await this.gong.adoptIntegration(...args);
  }
  async deleteIntegration(...args: Args<GongLink['deleteIntegration']>) {
    return await this.gong.deleteIntegration(...args);
  }
  async startOAuth(...args: Args<GongLink['startOAuth']>) {
    return this.gong.startOAuth(...args);
  }
  async finishOAuth(...args: Args<GongLink['finishOAuth']>) {
    return await this.gong.finishOAuth(...args);
  }
  async readBack(...args: Args<GongLink['readBack']>) {
    return await this.gong.readBack(...args);
  }
}
