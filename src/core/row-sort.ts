// Cost: about n compares to select, n · log n to sort, whatever the input. Bench: test/bench/order.bench.ts.
// Sorts row numbers by (key, pid, start, row) in place.
// Invariant: the rows of [low, high) stay the same set; keys compared are both known or both NaN.

const INSERTION_LIMIT = 16;

export function isTieBefore(pids: Float64Array, starts: Float64Array, a: number, b: number): boolean {
  const p = pids[a] as number;
  const q = pids[b] as number;
  if (p !== q) return p < q;
  const s = starts[a] as number;
  const t = starts[b] as number;
  return s === t ? a < b : s < t;
}

/** How many bad splits are borne before heap sort takes over, so that no input costs more than n · log n. */
export function depthLimit(length: number): number {
  return 2 * (32 - Math.clz32(length));
}

/** Moves the rows that belong before position `at` of [low, high) to before it: quickselect. */
export function select(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  low: number,
  high: number,
  at: number,
): void {
  let depth = depthLimit(high - low);
  while (high - low > INSERTION_LIMIT) {
    if (depth-- === 0) {
      heapSort(indices, keys, pids, starts, low, high);
      return;
    }
    const pivot = split(indices, keys, pids, starts, low, high);
    if (pivot === at || pivot === at - 1) return;
    if (pivot < at) low = pivot + 1;
    else high = pivot;
  }
  insertionSort(indices, keys, pids, starts, low, high);
}

/** Quicksort of [low, high): the smaller side by recursion, the larger by the loop. */
export function sort(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  low: number,
  high: number,
  depth: number,
): void {
  while (high - low > INSERTION_LIMIT) {
    if (depth-- === 0) {
      heapSort(indices, keys, pids, starts, low, high);
      return;
    }
    const pivot = split(indices, keys, pids, starts, low, high);
    if (pivot - low < high - pivot) {
      sort(indices, keys, pids, starts, low, pivot, depth);
      low = pivot + 1;
    } else {
      sort(indices, keys, pids, starts, pivot + 1, high, depth);
      high = pivot;
    }
  }
  insertionSort(indices, keys, pids, starts, low, high);
}

/** For two rows whose keys are both known, or both unknown. */
function isBefore(keys: Float64Array, pids: Float64Array, starts: Float64Array, a: number, b: number): boolean {
  const x = keys[a] as number;
  const y = keys[b] as number;
  if (x < y) return true;
  if (x > y) return false;
  return isTieBefore(pids, starts, a, b);
}

/** Splits [low, high) at the median of three; returns where that row came to stand. */
function split(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  low: number,
  high: number,
): number {
  const last = high - 1;
  const middle = (low + last) >>> 1;
  swapUnlessBefore(indices, keys, pids, starts, low, middle);
  swapUnlessBefore(indices, keys, pids, starts, middle, last);
  swapUnlessBefore(indices, keys, pids, starts, low, middle);
  const pivot = indices[middle] as number;
  indices[middle] = indices[low + 1] as number;
  indices[low + 1] = pivot;
  let left = low + 1;
  let right = last;
  for (;;) {
    do left++;
    while (isBefore(keys, pids, starts, indices[left] as number, pivot));
    do right--;
    while (isBefore(keys, pids, starts, pivot, indices[right] as number));
    if (left >= right) break;
    const row = indices[left] as number;
    indices[left] = indices[right] as number;
    indices[right] = row;
  }
  indices[low + 1] = indices[right] as number;
  indices[right] = pivot;
  return right;
}

function swapUnlessBefore(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  i: number,
  j: number,
): void {
  const a = indices[i] as number;
  const b = indices[j] as number;
  if (!isBefore(keys, pids, starts, b, a)) return;
  indices[i] = b;
  indices[j] = a;
}

function insertionSort(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  low: number,
  high: number,
): void {
  for (let i = low + 1; i < high; i++) {
    const row = indices[i] as number;
    let at = i;
    for (; at > low && isBefore(keys, pids, starts, row, indices[at - 1] as number); at--) {
      indices[at] = indices[at - 1] as number;
    }
    indices[at] = row;
  }
}

function heapSort(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  low: number,
  high: number,
): void {
  const length = high - low;
  for (let root = (length >> 1) - 1; root >= 0; root--) sink(indices, keys, pids, starts, low, root, length);
  for (let end = length - 1; end > 0; end--) {
    const row = indices[low] as number;
    indices[low] = indices[low + end] as number;
    indices[low + end] = row;
    sink(indices, keys, pids, starts, low, 0, end);
  }
}

function sink(
  indices: Int32Array,
  keys: Float64Array,
  pids: Float64Array,
  starts: Float64Array,
  low: number,
  root: number,
  length: number,
): void {
  const row = indices[low + root] as number;
  for (let child = 2 * root + 1; child < length; child = 2 * root + 1) {
    const right = child + 1;
    const left = indices[low + child] as number;
    if (right < length && isBefore(keys, pids, starts, left, indices[low + right] as number)) child = right;
    const larger = indices[low + child] as number;
    if (!isBefore(keys, pids, starts, row, larger)) break;
    indices[low + root] = larger;
    root = child;
  }
  indices[low + root] = row;
}
