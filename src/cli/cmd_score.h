/*
 * `precis score NAME name=value …`: one calculated answer.
 */
#ifndef PRECIS_CLI_CMD_SCORE_H
#define PRECIS_CLI_CMD_SCORE_H

int cmd_score(int argc, char **argv);

#endif
