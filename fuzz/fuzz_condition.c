/*
 * Fuzz target: any bytes as a condition. What is accepted evaluates for every truth of its
 * comparisons, keeps its comparisons apart, never turns unknown into more than what some choice of
 * true and false gives, and means the same when it is read again.
 */
#include "fuzz_common.h"

#include <string.h>

#include "advice/condition.h"

static void check_atoms(const condition_table *t, str whole)
{
    for (size_t i = 0; i < t->count; i++) {
        const condition_atom *a = &t->atoms[i];
        MUST(a->name.n > 0 && a->value_count > 0 && a->value_count <= CONDITION_VALUES_MAX);
        MUST(a->text.p >= whole.p && a->text.p + a->text.n <= whole.p + whole.n);
        MUST(a->op != COMPARE_RANGE || a->value_count == 2);
        for (size_t k = 0; k < i; k++) MUST(!str_eq(a->text, t->atoms[k].text));
    }
}

/** With everything unknown the answer is unknown, or the same for every choice of the unknown. */
static void check_truth(const condition *c, size_t atoms)
{
    enum { TRIED_MAX = 6 };
    truth values[CONDITION_CODE_MAX];
    MUST(atoms <= CONDITION_CODE_MAX);
    for (size_t i = 0; i < atoms; i++) values[i] = TRUTH_UNKNOWN;
    truth open = condition_evaluate(c, values);
    MUST(open <= TRUTH_TRUE);
    if (atoms > TRIED_MAX || open == TRUTH_UNKNOWN) return;
    for (uint32_t bits = 0; bits < 1u << atoms; bits++) {
        for (size_t i = 0; i < atoms; i++) {
            values[i] = (bits >> i & 1) != 0 ? TRUTH_TRUE : TRUTH_FALSE;
        }
        MUST(condition_evaluate(c, values) == open);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena a = {0};
    condition_table t;
    condition c, again;
    err e = {0};
    str text = {(const char *)data, size};
    if (condition_table_init(&t, &a, &e) != OK) return 0;
    if (condition_parse(&t, text, &c, &e) == OK) {
        size_t atoms = t.count;
        MUST(c.count > 0 && c.count <= CONDITION_CODE_MAX);
        check_atoms(&t, text);
        check_truth(&c, atoms);
        MUST(condition_parse(&t, text, &again, &e) == OK);
        MUST(t.count == atoms && again.count == c.count);
        MUST(memcmp(again.code, c.code, c.count * sizeof *c.code) == 0);
    } else {
        MUST(e.text[0] != '\0');
    }
    arena_release(&a);
    return 0;
}
