/*
 * `precis explain FILE DRUG`: the chain observation, allele, phenotype, rule, citation.
 */
#ifndef PRECIS_CLI_CMD_EXPLAIN_H
#define PRECIS_CLI_CMD_EXPLAIN_H

/** Returns the exit code. */
int cmd_explain(int argc, char **argv);

#endif
