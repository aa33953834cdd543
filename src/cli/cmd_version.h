/*
 * `precis --version`: which program, which knowledge.
 */
#ifndef PRECIS_CLI_CMD_VERSION_H
#define PRECIS_CLI_CMD_VERSION_H

/** Returns the exit code. */
int cmd_version(int argc, char **argv);

#endif
