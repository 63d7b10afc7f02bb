// Settings put into a state at the start, and read out of it to be saved: each other's inverse. Pure.

import type { Settings, ViewSettings } from '../core/settings.ts';
import { DEFAULT_SETTINGS } from '../core/settings.ts';
import { defaultWindow } from '../core/window.ts';
import { DEFAULT_DISPLAY, type Display } from './display.ts';
import { withoutIdle } from './filter-commands.ts';
import type { Sort, State, TableState } from './state.ts';
import { tableOf, VIEW_IDS, VIEWS, type ViewId } from './views.ts';

/** What settings and display call the same. */
const SHARED = [
  'summary', 'cpuMeters', 'memoryMeters', 'perCpu', 'solaris', 'highlightSort', 'highlightRunning', 'bold',
  'zeroSuppress', 'numbersLeft', 'textsRight', 'coordinates',
] as const satisfies readonly (keyof Settings & keyof Display)[];

/** A window that is too short for the delay is taken as the shortest that suits it. */
export function withSettings(state: State, settings: Settings): State {
  const shortest = defaultWindow(settings.delaySeconds);
  const tables = VIEW_IDS.map((id) => [id, withViewSettings(state.tables[id], settings.views[id] ?? {})]);
  const next: State = {
    ...state,
    delaySeconds: settings.delaySeconds,
    windowSeconds: Math.max(settings.windowSeconds ?? shortest, shortest),
    view: settings.view as ViewId,
    tables: Object.fromEntries(tables) as State['tables'],
    showCommandLine: settings.commandLine,
    cumulative: settings.cumulative,
    forest: { ...state.forest, isShown: settings.forest },
    display: {
      ...state.display,
      ...Object.fromEntries(SHARED.map((id) => [id, settings[id]])),
      headerUnit: settings.summaryScale,
      taskUnit: settings.taskScale ?? DEFAULT_DISPLAY.taskUnit,
    },
  };
  return settings.idle ? next : withoutIdle(next);
}

/** The settings that make this state; what no key changes is as it was before. */
export function settingsOf(state: State, before: Settings = DEFAULT_SETTINGS): Settings {
  const { display, delaySeconds, windowSeconds } = state;
  return {
    ...before,
    delaySeconds,
    windowSeconds: windowSeconds === defaultWindow(delaySeconds) ? null : windowSeconds,
    view: state.view,
    commandLine: state.showCommandLine,
    idle: !tableOf(state).filters.some(({ kind }) => kind === 'idle'),
    cumulative: state.cumulative,
    forest: state.forest.isShown,
    ...(Object.fromEntries(SHARED.map((id) => [id, display[id]])) as Pick<Settings, (typeof SHARED)[number]>),
    taskScale: display.taskUnit === DEFAULT_DISPLAY.taskUnit ? null : display.taskUnit,
    summaryScale: display.headerUnit,
    views: Object.fromEntries(VIEW_IDS.map((id) => [id, viewSettingsOf(id, state.tables[id])])),
  };
}

function withViewSettings(table: TableState, { columns, sort }: ViewSettings): TableState {
  return { ...table, columns: columns ?? table.columns, sort: sort ?? table.sort };
}

/** Only what is otherwise than declared, so that a saved layout gets what a later version adds to the rest. */
function viewSettingsOf(id: ViewId, { columns, sort }: TableState): ViewSettings {
  const declared = VIEWS[id];
  return {
    ...(sameTexts(columns, declared.columns) ? {} : { columns }),
    ...(sameSort(sort, declared.sort) ? {} : { sort }),
  };
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, i) => text === others[i]);
}

function sameSort(one: Sort, other: Sort): boolean {
  return one.field === other.field && one.descending === other.descending;
}
