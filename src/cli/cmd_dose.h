/*
 * `precis dose DRUG name=value …`: doses by every published formula of the drug.
 */
#ifndef PRECIS_CLI_CMD_DOSE_H
#define PRECIS_CLI_CMD_DOSE_H

int cmd_dose(int argc, char **argv);

#endif
