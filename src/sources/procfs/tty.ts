// The name of a terminal from the number stat gives, as ps(1) and top(1) write it. Must never look into /dev: names of
// devices there are whatever somebody made.

const UNIX98_FIRST_MAJOR = 136;
const UNIX98_LAST_MAJOR = 143;
const MINORS_OF_A_MAJOR = 256;

/** First minor by name, of majors whose terminals are numbered on from it: Documentation/admin-guide/devices.txt. */
const DRIVERS: Readonly<Record<number, readonly (readonly [firstMinor: number, name: string])[]>> = {
  4: [
    [64, 'ttyS'],
    [0, 'tty'],
  ],
  166: [[0, 'ttyACM']],
  188: [[0, 'ttyUSB']],
  204: [
    [64, 'ttyAMA'],
    [0, 'ttyLU'],
  ],
  229: [[0, 'hvc']],
};

/** `device` is field 7 of /proc/PID/stat: bits 31 to 20 and 7 to 0 are the minor, 15 to 8 the major number. */
export function ttyName(device: number): string {
  if (device === 0) return '?';
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  if (major >= UNIX98_FIRST_MAJOR && major <= UNIX98_LAST_MAJOR) {
    return `pts/${(major - UNIX98_FIRST_MAJOR) * MINORS_OF_A_MAJOR + minor}`;
  }
  if (major === 5 && minor === 1) return 'console';
  const driver = DRIVERS[major]?.find(([first]) => minor >= first);
  return driver === undefined ? `${major},${minor}` : `${driver[1]}${minor - driver[0]}`;
}
