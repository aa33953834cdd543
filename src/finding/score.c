/* Names of the words of score.h. */
#include "finding/score.h"

const char *score_status_name(score_status s)
{
    static const char *const names[] = {"done", "missing", "outside", "refused"};
    return names[s];
}
