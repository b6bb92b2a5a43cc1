import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { DEFECTS, type Defect, planted } from './defects.ts';

/** From now on the module of the defect is loaded with the defect in it. Throws when there is no such defect, or when its place is not found any more. */
export function plantDefect(name: string): void {
  const defect = DEFECTS.find((one) => one.name === name);
  if (defect === undefined) throw new RangeError(`no defect is called ${name}`);
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== urlOf(defect)) return loaded;
      return { ...loaded, source: planted(defect, String(loaded.source)) };
    },
  });
}

function urlOf({ file }: Defect): string {
  return pathToFileURL(new URL(`../../${file}`, import.meta.url).pathname).href;
}
