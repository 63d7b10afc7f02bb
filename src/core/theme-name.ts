// The name of the theme that is part of the program: everything else about it is loaded with the screen.

export const DEFAULT_THEME = 'default';
