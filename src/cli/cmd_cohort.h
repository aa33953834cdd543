/*
 * `precis cohort …`: many people, in parts that any scheduler can run, and how often what occurs.
 */
#ifndef PRECIS_CLI_CMD_COHORT_H
#define PRECIS_CLI_CMD_COHORT_H

/** argv[0] is "cohort", argv[1] the sub-command. Returns the exit code: 0, 1 (input or output is
 * not as it must be; one line on standard error), 2 (wrong usage). */
int cmd_cohort(int argc, char **argv);

#endif
