/*
 * `precis kb …`: prove, read and update the knowledge base.
 */
#ifndef PRECIS_CLI_CMD_KB_H
#define PRECIS_CLI_CMD_KB_H

/** argv[0] is "kb", argv[1] the sub-command. Returns the exit code: 0, 1 (the input or the
 *  knowledge base is not as it must be; one line on standard error per reason), 2 (wrong usage). */
int cmd_kb(int argc, char **argv);

#endif
