/*
 * The order in which names are listed, rule by rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pgx/name_order.h"

static void ascending(const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            int order = pgx_name_order(str_of(names[i]), str_of(names[j]));
            if ((order < 0) != (i < j) || (order > 0) != (i > j)) {
                fail_msg("'%s' and '%s' give %d", names[i], names[j], order);
            }
        }
    }
}

static void numbers_by_value(void **state)
{
    (void)state;
    const char *names[] = {"*1", "*1x2", "*2", "*10", "*29.001", "*29.002", "*100"};
    ascending(names, 7);
}

static void words_with_a_place_of_their_own(void **state)
{
    (void)state;
    const char *names[] = {"Reference", "*1", "c.61C>T", "g.100A>T", "Unknown"};
    ascending(names, 5);
}

static void combinations_after_names(void **state)
{
    (void)state;
    const char *names[] = {"*9", "g.5?", "g.4A>C", "[*2 + *3]", "[*2 + *4]", "[*1 + *2 + *3]"};
    ascending(names, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_by_value),
        cmocka_unit_test(words_with_a_place_of_their_own),
        cmocka_unit_test(combinations_after_names),
    };
    return cmocka_run_group_tests_name("pgx/name_order", tests, NULL, NULL);
}
