import '../../control/no-eval.ts';
import { defineBackground } from 'wxt/utils/define-background';
import { Bridge } from '../../control/bridge.ts';
import { ALARM, chromeBrowser } from '../../control/chrome-browser.ts';
import { runCommand } from '../../control/commands.ts';
import { parseCommand } from '../../messaging/command-messages.ts';
import { parseReaderMessage } from '../../messaging/reader-messages.ts';
import { judgeSender } from '../../messaging/sender.ts';
import { BridgeDatabase } from '../../store/database.ts';

export default defineBackground(() => {
  const bridge = new Bridge({
    db: new BridgeDatabase(),
    browser: chromeBrowser,
    fetch: (...parameters) => fetch(...parameters),
    now: Date.now,
    random: Math.random,
    newId: () => crypto.randomUUID(),
    setTimer: (run, ms) => {
      setTimeout(run, ms);
    },
    extensionVersion: chrome.runtime.getManifest().version,
    policy: () => chrome.storage.managed.get(null),
    log: (text, error) => console.error(text, error instanceof Error ? error.name : error),
  });
  const own = { id: chrome.runtime.id, origin: new URL(chrome.runtime.getURL('/')).origin };

  // Commands are carried out one after the other: what is asked after a press of Sync sees that press.
  let commands: Promise<unknown> = Promise.resolve();

  chrome.runtime.onMessage.addListener((message: unknown, from, reply: (answer: unknown) => void) => {
    const sender = judgeSender(from, own);
    if (sender?.kind === 'extension-page') {
      const command = parseCommand(message);
      if (command === null) return false;
      commands = commands
        .then(() => runCommand(bridge, command))
        .then(reply, (error: unknown) => {
          console.error(`${command.name} failed`, error);
          reply(undefined);
        });
      return true;
    }
    const said = sender === null ? null : parseReaderMessage(message);
    if (sender === null || said === null) return false;
    bridge.readers.take(sender, said).then(reply, () => reply(undefined));
    return true;
  });
  chrome.alarms.onAlarm.addListener((alarm) => {
    if (alarm.name === ALARM) bridge.kick();
  });
  chrome.runtime.onInstalled.addListener(({ reason }) => {
    if (reason === 'install') void chrome.tabs.create({ url: chrome.runtime.getURL('/options.html') });
    void bridge.lookAtPermissions().then(() => bridge.kick());
  });
  chrome.runtime.onStartup.addListener(() => void bridge.browserStarted());
  const permissionsChanged = () => void bridge.lookAtPermissions().then(() => bridge.kick());
  chrome.storage.onChanged.addListener((_, area) => {
    if (area === 'managed') void bridge.policyChanged();
  });
  chrome.permissions.onAdded.addListener(permissionsChanged);
  chrome.permissions.onRemoved.addListener(permissionsChanged);
  chrome.tabs.onRemoved.addListener((tabId) => void bridge.readers.tabClosed(tabId));
  chrome.tabs.onUpdated.addListener((_, change, tab) => {
    if (change.status === undefined || tab.url === undefined) return;
    bridge.readers.tabLoads(new URL(tab.url).origin, change.status === 'loading');
  });
  bridge.start();
});
