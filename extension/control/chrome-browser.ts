import type { WakeMessage, WakeReply } from '../messaging/reader-channel.ts';
import { PART_NAMES, type PartName } from '../reader/needed-parts.ts';
import { missingOrigins, originPattern } from '../settings/permissions.ts';
import { GLANCE_KEY } from '../store/glance.ts';
import { badgeOf } from './badge.ts';
import type { Browser } from './browser.ts';

export const ALARM = 'advance';
const SCRIPT_ID = 'reader';
const SCRIPT_FILE = 'reader.js';
const PART_FILES: Readonly<Record<PartName, string>> = {
  page: 'read-page.js',
  lists: 'read-lists.js',
  records: 'read-records.js',
};
/** Browsers wake a background by alarm at most this often. */
const SOONEST_ALARM_MS = 30_000;

/** The real browser. */
export const chromeBrowser: Browser = {
  async tabsOf(origins) {
    const tabs = await chrome.tabs.query({ url: origins.map((origin) => originPattern(origin)) });
    const own = new Set(origins);
    return tabs.flatMap(({ id, url, discarded }) =>
      id !== undefined && url !== undefined && !discarded && own.has(new URL(url).origin) ? [id] : [],
    );
  },
  async wake(tabId: number, message: WakeMessage) {
    try {
      // The top frame: in a frameset it is the one document that stays while the rep works.
      const reply: WakeReply | undefined = await chrome.tabs.sendMessage(tabId, message, { frameId: 0 });
      return reply?.awake === true;
    } catch {
      return false;
    }
  },
  async inject(tabId) {
    try {
      await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, files: [SCRIPT_FILE] });
      return true;
    } catch {
      return false;
    }
  },
  async injectPageReader(tabId, frameId, parts) {
    try {
      // They run in this order, and the first lays ready what the others need.
      const files = PART_NAMES.filter((name) => parts.includes(name)).map((name) => PART_FILES[name]);
      await chrome.scripting.executeScript({ target: { tabId, frameIds: [frameId] }, files });
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  async register(origins) {
    const [known] = await chrome.scripting.getRegisteredContentScripts({ ids: [SCRIPT_ID] });
    const matches = origins.map((origin) => originPattern(origin));
    if (matches.length === 0) {
      if (known) await chrome.scripting.unregisterContentScripts({ ids: [SCRIPT_ID] });
      return;
    }
    const script = { id: SCRIPT_ID, js: [SCRIPT_FILE], matches, allFrames: true, runAt: 'document_idle' as const };
    if (known === undefined) await chrome.scripting.registerContentScripts([script]);
    else if (known.matches?.toString() !== matches.toString()) await chrome.scripting.updateContentScripts([script]);
  },
  async openTab(url) {
    const tab = await chrome.tabs.create({ url, active: false });
    return tab.id ?? null;
  },
  async isOpen(tabId) {
    return (await chrome.tabs.get(tabId).catch(() => undefined)) !== undefined;
  },
  async closeUnseen(tabId) {
    const tab = await chrome.tabs.get(tabId).catch(() => undefined);
    if (tab && !tab.active) await chrome.tabs.remove(tabId).catch(() => undefined);
  },
  missingOrigins: (origins) => missingOrigins(origins),
  async isNewSession() {
    const { started } = await chrome.storage.session.get('started');
    if (started === true) return false;
    await chrome.storage.session.set({ started: true });
    return true;
  },
  async setBadge(notice) {
    const { text, title, colour } = badgeOf(notice);
    await chrome.action.setBadgeText({ text });
    await chrome.action.setBadgeBackgroundColor({ color: colour });
    await chrome.action.setTitle({ title });
  },
  async keepGlance(glance) {
    if (glance === null) await chrome.storage.session.remove(GLANCE_KEY);
    else await chrome.storage.session.set({ [GLANCE_KEY]: glance });
  },
  async setAlarm(when) {
    if (when === null) await chrome.alarms.clear(ALARM);
    else await chrome.alarms.create(ALARM, { when: Math.max(when, Date.now() + SOONEST_ALARM_MS) });
  },
};
