import { createServer } from 'node:http';
import { SmallWorker } from '../../../extension/testing/small-worker.ts';

/** The Worker in memory of the extension's own tests, reachable from a browser. */
export interface WorkerServer {
  readonly url: string;
  readonly worker: SmallWorker;
  close(): Promise<void>;
}

export async function startSmallWorker(port = 0): Promise<WorkerServer> {
  const worker = new SmallWorker();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const init = { method: request.method ?? 'GET', ...(body === '' ? {} : { body }) };
      const answer = await worker.fetch(`http://worker.test${request.url}`, init);
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    worker,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
