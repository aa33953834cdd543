/*
 * `precis call`: diplotypes and phenotypes of everybody in variant files.
 */
#ifndef PRECIS_CLI_CMD_CALL_H
#define PRECIS_CLI_CMD_CALL_H

/** argv[0] is "call". Returns the exit code (options.h). */
int cmd_call(int argc, char **argv);

#endif
