/**
 * How many records the thread brings that reads for the records page. The page would do without one and show the same, so it is asked by itself. Runs inside
 * that page: nothing here may refer to anything outside this function.
 */
export async function recordsOfThread(): Promise<number> {
  const thread = new Worker('/records-reading.js');
  const ask = (message: unknown) =>
    new Promise<{ records: readonly unknown[]; last: boolean }>((resolve, reject) => {
      thread.onmessage = ({ data }) => resolve(data);
      thread.onerror = () => reject(new Error('The thread does not start.'));
      thread.postMessage(message);
    });
  let piece = await ask({ prefix: '', answers: { mirror: new Map(), rejected: new Map() }, locale: 'en' });
  let count = piece.records.length;
  while (!piece.last) {
    piece = await ask('next');
    count += piece.records.length;
  }
  thread.terminate();
  return count;
}
