// The version: put in by the build from package.json.

export const VERSION: string = typeof __LEAKTOP_VERSION__ === 'string' ? __LEAKTOP_VERSION__ : '0.0.0-source';
