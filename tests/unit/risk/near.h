/*
 * Comparing doubles in tests: cmocka's own comparison goes through float. NaN is near nothing.
 */
#ifndef PRECIS_TESTS_RISK_NEAR_H
#define PRECIS_TESTS_RISK_NEAR_H

#include <math.h>

#define assert_near(got, wanted, distance)                                                         \
    do {                                                                                           \
        double got_ = (got), wanted_ = (wanted);                                                   \
        if (!(fabs(got_ - wanted_) <= (distance)))                                                 \
            fail_msg("%s is %.12g, not %.12g", #got, got_, wanted_);                               \
    } while (0)

#endif
