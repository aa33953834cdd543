/*
 * `precis chart`: what was understood of a chart, and what was not.
 */
#ifndef PRECIS_CLI_CMD_CHART_H
#define PRECIS_CLI_CMD_CHART_H

/** Returns the exit code. */
int cmd_chart(int argc, char **argv);

#endif
