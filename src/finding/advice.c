/*
 * Names of the codes of advice.
 */
#include "finding/advice.h"

const char *advice_light_name(advice_light light)
{
    static const char *const names[] = {"unknown", "usual", "notice", "change", "stop"};
    return names[light];
}

const char *advice_certainty_name(advice_certainty c)
{
    return c == ADVICE_HOLDS ? "holds" : "possible";
}

const char *advice_relevance_name(advice_relevance r)
{
    static const char *const names[] = {"taken", "asked", "other"};
    return names[r];
}

const char *advice_gap_name(advice_gap g)
{
    static const char *const names[] = {"not_tested", "not_called", "indeterminate"};
    return names[g];
}
