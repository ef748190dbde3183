/** Set by the build: whether everything must stand in one file. */
declare const __SINGLE_FILE__: boolean;
