import type { Plugin } from 'vite';

const STYLESHEET = /<link rel="stylesheet"[^>]*href="\/(assets\/[^"]+\.css)"[^>]*>\s*/g;
const MODULE = /<script type="module"[^>]*src="\/(chunks\/[^"]+\.js)"[^>]*><\/script>\s*/g;

/**
 * Puts the styles of each of the extension's pages into the page itself, and leaves out scripts without a line in them: a page waits for no
 * second file before it draws anything.
 */
export function inlineStyles(): Plugin {
  const inlined = new Set<string>();
  return {
    name: 'inline-styles',
    enforce: 'post',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const styles: string[] = [];
        const rest = html
          .replace(STYLESHEET, (_, file: string) => {
            const asset = bundle?.[file];
            if (asset?.type !== 'asset') throw new Error(`${file} is not in the bundle`);
            inlined.add(file);
            styles.push(String(asset.source).trim());
            return '';
          })
          .replace(MODULE, (tag, file: string) => {
            const chunk = bundle?.[file];
            return chunk?.type === 'chunk' && chunk.code.trim() === '' ? '' : tag;
          });
        return rest.replace('</head>', () => `<style>${styles.join('\n')}</style>\n  </head>`);
      },
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of inlined) delete bundle[file];
      },
    },
  };
}
