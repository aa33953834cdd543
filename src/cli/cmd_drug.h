/*
 * `precis drug NAME [FILE]`: what is known of a drug, and with a file for this person.
 * `precis explain FILE DRUG` is in cmd_explain.h.
 */
#ifndef PRECIS_CLI_CMD_DRUG_H
#define PRECIS_CLI_CMD_DRUG_H

/** Returns the exit code. */
int cmd_drug(int argc, char **argv);

#endif
