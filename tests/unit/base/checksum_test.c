/*
 * CRC-32 against its published check value (123456789 -> CBF43926, ITU-T V.42 / ISO 3309), whole
 * and in pieces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/checksum.h"

static void check_value(void **state)
{
    (void)state;
    assert_int_equal(base_crc32(0, STR("123456789")), 0xCBF43926);
    uint32_t crc = base_crc32(0, STR("1234"));
    crc = base_crc32(crc, (str){NULL, 0});
    assert_int_equal(base_crc32(crc, STR("56789")), 0xCBF43926);
    assert_int_equal(base_crc32(0, (str){NULL, 0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_value)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
