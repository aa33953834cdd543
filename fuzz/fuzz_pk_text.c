/*
 * Fuzz target: any bytes as a dose, a level, a target and a next dose. What is accepted is finite,
 * in order and within its places; what is not has a sentence.
 */
#include "fuzz_common.h"

#include <math.h>

#include "risk/pk_read.h"

enum { ROOM = 16 };

static void read_dose(str text)
{
    pk_dose doses[ROOM];
    size_t count = 0;
    err e = {0};
    if (pk_read_dose(text, doses, ROOM, &count, &e) != OK) {
        MUST(e.text[0] != '\0');
        return;
    }
    MUST(count >= 1 && count <= ROOM);
    for (size_t i = 0; i < count; i++) {
        MUST(doses[i].over_h > 0 && !isnan(doses[i].at_h) && !isnan(doses[i].amount_mg));
        MUST(i == 0 || doses[i].at_h >= doses[i - 1].at_h);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str text = {(const char *)data, size};
    pk_level level;
    pk_wanted wanted;
    pk_next next;
    err e = {0};
    read_dose(text);
    if (pk_read_level(text, &level, &e) == OK) MUST(!isnan(level.at_h) && !isnan(level.mg_per_l));
    if (pk_read_target(text, &wanted, &e) == OK) MUST(wanted.value > 0);
    if (pk_read_next(text, &next, &e) == OK) MUST(next.over_h > 0 && !isnan(next.at_h));
    return 0;
}
