/*
 * Names of the vocabulary's codes.
 */
#include "finding/finding.h"

const char *finding_status_name(finding_status s)
{
    static const char *const names[] = {"called", "ambiguous", "partial", "not_called",
                                        "not_tested"};
    return names[s];
}
