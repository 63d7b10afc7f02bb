// ★ The names of the formats of data: what --format takes beside `text`. Apart from what writes them, so that a start that
// shows a screen does not load the writers.

export const FORMAT_NAMES = ['json', 'ndjson', 'csv', 'openmetrics'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
