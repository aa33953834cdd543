/*
 * Rows of tests/tables that state what a score must be:
 *   given    "age=50; sex=female; total_cholesterol=200 mg/dL"
 *   status   "done", "missing", "outside", "refused"
 *   expect   "cvd_10y=14.7~0.05; model:base; why=outside_range"   value~distance, name:band (none =
 * no such result), remark=code, remarks=code (this one only), missing=input, own=verdict in the
 * person's own group (none)
 */
#ifndef PRECIS_TESTS_RISK_SCORE_ROWS_H
#define PRECIS_TESTS_RISK_SCORE_ROWS_H

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/tsv.h"
#include "risk/risk_engine.h"

enum { ROW_GIVEN_MAX = 40 };

static inline size_t row_given(str text, risk_given *out)
{
    str part, name;
    size_t n = 0;
    while (text.n > 0 && str_next(&text, ';', &part)) {
        part = str_trim(part);
        if (part.n == 0) continue;
        assert_true(n < ROW_GIVEN_MAX && str_next(&part, '=', &name) && part.p != NULL);
        out[n++] = (risk_given){str_trim(name), str_trim(part)};
    }
    return n;
}

static inline const score_output *row_output(const score *s, str name)
{
    for (size_t i = 0; i < s->output_count; i++) {
        if (str_eq(s->outputs[i].name, name)) return &s->outputs[i];
    }
    return NULL;
}

static inline bool row_remarked(const score *s, str code)
{
    for (size_t i = 0; i < s->remark_count; i++) {
        if (str_eq(s->remarks[i], code)) return true;
    }
    return false;
}

/* The verdict of the person's own group; "none" when there is none. */
static inline str row_own(const score *s)
{
    for (size_t i = 0; i < s->validation_count; i++) {
        const score_validation *v = &s->validations[i];
        if (v->own_group && v->verdict.n > 0) return v->verdict;
    }
    return STR("none");
}

/* One part of `expect`; the row's line is named when it does not hold. */
static inline void row_expect(size_t line, const score *s, str part)
{
    size_t equal = str_find(part, '='), colon = str_find(part, ':');
    str name = {part.p, equal < colon ? equal : colon};
    str rest = name.n < part.n ? (str){part.p + name.n + 1, part.n - name.n - 1} : (str){NULL, 0};
    if (str_eq(name, STR("why"))) {
        if (!str_eq(s->why, rest)) fail_msg("line %zu: why is '%.*s'", line, STR_ARG(s->why));
        return;
    }
    if (str_eq(name, STR("own"))) {
        if (!str_eq(row_own(s), rest)) fail_msg("line %zu: not %.*s", line, STR_ARG(rest));
        return;
    }
    if (str_eq(name, STR("remarks"))) {
        if (s->remark_count != 1 || !row_remarked(s, rest)) fail_msg("line %zu: remarks", line);
        return;
    }
    if (str_eq(name, STR("remark"))) {
        if (!row_remarked(s, rest)) fail_msg("line %zu: no remark %.*s", line, STR_ARG(rest));
        return;
    }
    if (str_eq(name, STR("missing"))) {
        bool found = false;
        for (size_t i = 0; i < s->missing_count; i++) found = found || str_eq(s->missing[i], rest);
        if (!found) fail_msg("line %zu: %.*s is not missing", line, STR_ARG(rest));
        return;
    }
    const score_output *o = row_output(s, name);
    bool none = str_eq(rest, STR("none"));
    if (none != (o == NULL)) fail_msg("line %zu: result %.*s", line, STR_ARG(name));
    if (o == NULL) return;
    if (colon < equal) {
        if (!str_eq(o->band, rest)) fail_msg("line %zu: band '%.*s'", line, STR_ARG(o->band));
        return;
    }
    str value;
    double wanted = NAN, distance = NAN;
    assert_true(str_next(&rest, '~', &value) && str_to_double(value, &wanted));
    assert_true(rest.p != NULL && str_to_double(rest, &distance));
    if (!(fabs(o->value - wanted) <= distance))
        fail_msg("line %zu: %.*s is %.10g, not %.*s", line, STR_ARG(name), o->value,
                 STR_ARG(value));
}

static inline void row_check(size_t line, const score *s, str wanted_status, str expect)
{
    str part;
    if (!str_eq(wanted_status, str_of(score_status_name(s->status))))
        fail_msg("line %zu: %s (%.*s %.*s)", line, score_status_name(s->status), STR_ARG(s->why),
                 STR_ARG(s->why_detail));
    while (expect.n > 0 && str_next(&expect, ';', &part)) {
        part = str_trim(part);
        if (part.n > 0) row_expect(line, s, part);
    }
}

#endif
