/*
 * `precis score NAME --table FILE`: one formula for every line of a table.
 */
#ifndef PRECIS_CLI_SCORE_TABLE_H
#define PRECIS_CLI_SCORE_TABLE_H

#include "cli/score_ask.h"

/** Reads a TSV whose columns are inputs of the formula and whose cells are typed as on the command
 *  line ("." or empty = not known); writes a TSV with a line for each. A cell that cannot be read
 *  makes its line an "error" with the reason. `*code` as score_session_print. E_SYNTAX, E_NOTFOUND
 *  (a column that the formula does not ask for), E_IO. */
CHECKED status score_table_run(score_session *s, const formula *f, const char *path, int *code,
                               err *e);

#endif
