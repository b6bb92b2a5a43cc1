// Plain JavaScript, so that an old Node can still read it and say what is wrong.
import { pathToFileURL } from 'node:url';

const major = Number(process.versions.node.split('.')[0]);
if (major < 24) {
  console.error(`CRM Bridge needs Node 24 or newer; this is Node ${process.versions.node}.
On Linux x64 "npm ci" brings it along; elsewhere install it from https://nodejs.org and run the command again.`);
  process.exit(3);
}
const script = process.argv[2];
process.argv.splice(1, 2, script);
await import(pathToFileURL(script).href);
