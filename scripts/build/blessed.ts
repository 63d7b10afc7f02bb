// Makes blessed fit to be bundled: its widget loader requires files by computed names, which no bundler can follow,
// and its tput reads terminfo files beside itself. Must not change what the widgets do.

import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** The widgets that leaktop and the contrib charts use. The rest (Terminal, Image, Video, ANSIImage …) stays out. */
const WIDGETS = [
  'Node', 'Screen', 'Element', 'Box', 'Text', 'Line', 'ScrollableBox', 'ScrollableText', 'List', 'Input', 'Textarea',
  'Textbox', 'Button', 'Prompt', 'Question', 'Message', 'Log', 'Form',
];

/** Replaces a line that must be there: a new blessed that reads differently has to stop the build, not slip through. */
function replaced(source: string, from: string, to: string): string {
  if (!source.includes(from)) throw new Error(`blessed no longer reads: ${from}`);
  return source.replaceAll(from, to);
}

/** Getters, so that a widget's file runs when the widget is first asked for. */
function widgetIndex(): string {
  const getters = WIDGETS.map((name) => {
    const get = `get: () => require('./widgets/${name.toLowerCase()}'), enumerable: true, configurable: true`;
    return `for (const name of ['${name}', '${name.toLowerCase()}']) Object.defineProperty(exports, name, { ${get} });`;
  });
  return [`exports.classes = ${JSON.stringify(WIDGETS)};`, 'exports.aliases = {};', ...getters].join('\n');
}

/** Compiles a terminal capability when it is first used, not the 500 of them at start: 5 to 10 ms. */
const LAZY_COMPILE = `
const compileNow = Tput.prototype._compile;
Tput.prototype._compile = function (info, key, str) {
  if (typeof str !== 'string') return compileNow.call(this, info, key, str);
  let compiled;
  return (params) => (compiled ??= compileNow.call(this, info, key, str))(params);
};
`;

/** What blessed asks Node for and leaktop never has it use: loaded at the first use, and together a sixth of its load. */
const SELDOM_USED = /^(child_process|assert)$/;

function loadedAtFirstUse(module: string): string {
  const real = `require('node:${module}')`;
  const traps = `get: (_, name) => ${real}[name], apply: (_, self, words) => ${real}.apply(self, words)`;
  return `module.exports = new Proxy(() => {}, { ${traps} });`;
}

export function blessedPlugin(): Plugin {
  return {
    name: 'blessed',
    setup(build) {
      build.onResolve({ filter: SELDOM_USED }, ({ path, importer }) =>
        /blessed\/lib\//.test(importer) ? { path, namespace: 'seldom-used' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'seldom-used' }, ({ path }) => ({ contents: loadedAtFirstUse(path) }));
      build.onLoad({ filter: /blessed\/lib\/widget\.js$/ }, () => ({ contents: widgetIndex(), loader: 'js' }));
      build.onLoad({ filter: /blessed\/lib\/blessed\.js$/ }, ({ path }) => ({
        // merge() reads every getter, and so would load every widget.
        contents: replaced(
          readFileSync(path, 'utf8'),
          'blessed.helpers.merge(blessed, blessed.widget);',
          'Object.defineProperties(blessed, Object.getOwnPropertyDescriptors(blessed.widget));',
        ),
        loader: 'js',
      }));
      build.onLoad({ filter: /blessed\/lib\/tput\.js$/ }, ({ path }) => ({
        // The files beside it are gone; src/ui/terminal brings the one that is used. /dev/null holds no files.
        contents: replaced(readFileSync(path, 'utf8'), '__dirname', "'/dev/null'") + LAZY_COMPILE,
        loader: 'js',
      }));
      // Node warns of `new Buffer` outside node_modules, and a bundle is outside: the warning lands on the screen.
      build.onLoad({ filter: /(blessed\/lib\/gpmclient|drawille-blessed-contrib\/index)\.js$/ }, ({ path }) => ({
        contents: replaced(readFileSync(path, 'utf8'), 'new Buffer(', 'Buffer.alloc('),
        loader: 'js',
      }));
    },
  };
}
