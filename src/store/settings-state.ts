// Settings put into a state at the start, and read out of it to be saved: each other's inverse. Pure.

import { appearanceOf } from '../core/appearance.ts';
import type { ScreenSettings, Settings, ViewSettings } from '../core/settings.ts';
import { defaultWindow } from '../core/window.ts';
import { DEFAULT_DISPLAY } from './display.ts';
import { withoutIdle } from './filter-commands.ts';
import type { State, TableState } from './state.ts';
import { initialTables, VIEW_IDS, type ViewId } from './views.ts';

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
    groupBy: settings.groupBy,
    forest: { ...state.forest, isShown: settings.forest },
    display: {
      ...state.display,
      ...appearanceOf(settings),
      headerUnit: settings.summaryScale,
      taskUnit: settings.taskScale ?? DEFAULT_DISPLAY.taskUnit,
    },
  };
  return settings.idle ? next : { ...withoutIdle({ ...next, view: 'processes' }), view: next.view };
}

/** The settings that make this state, all of them. */
export function settingsOf(state: State): ScreenSettings {
  const { display, delaySeconds, windowSeconds } = state;
  return {
    delaySeconds,
    windowSeconds: windowSeconds === defaultWindow(delaySeconds) ? null : windowSeconds,
    view: state.view,
    commandLine: state.showCommandLine,
    idle: !state.tables.processes.filters.some(({ kind }) => kind === 'idle'),
    cumulative: state.cumulative,
    groupBy: state.groupBy,
    forest: state.forest.isShown,
    ...appearanceOf(display),
    taskScale: display.taskUnit === DEFAULT_DISPLAY.taskUnit ? null : display.taskUnit,
    summaryScale: display.headerUnit,
    views: Object.fromEntries(VIEW_IDS.map((id) => [id, viewSettingsOf(state.tables[id])])),
  };
}

/** Settings with what the views are declared with where nothing is said: what a saved layout need not repeat. */
export function withDeclaredViews(settings: Settings): Settings {
  const declared = initialTables();
  const views = VIEW_IDS.map((id) => [id, { ...viewSettingsOf(declared[id]), ...settings.views[id] }]);
  return { ...settings, views: Object.fromEntries(views) as Settings['views'] };
}

function withViewSettings(table: TableState, { columns, sort, rows }: ViewSettings): TableState {
  return { ...table, columns: columns ?? table.columns, sort: sort ?? table.sort, limit: rows ?? null };
}

function viewSettingsOf({ columns, sort, limit }: TableState): ViewSettings {
  return { columns, sort, rows: limit };
}
