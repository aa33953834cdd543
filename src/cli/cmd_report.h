/*
 * `precis report`: the treatment report of each person, in several formats at once.
 */
#ifndef PRECIS_CLI_CMD_REPORT_H
#define PRECIS_CLI_CMD_REPORT_H

/** Returns the exit code. */
int cmd_report(int argc, char **argv);

#endif
