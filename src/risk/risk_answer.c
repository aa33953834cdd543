/*
 * Making a score of values.
 */
#include "risk/risk_answer.h"

#include <math.h>

typedef struct answer {
    const formula *f;
    const input_value *inputs;
    expression_value values[EXPRESSION_NAMES_MAX]; /* inputs, then steps */
    arena *a;
    score *out;
    err *e;
} answer;

/* ---- steps and results ---- */

static str band_of(const formula *f, str result, double value)
{
    str band = {NULL, 0};
    for (size_t i = 0; i < f->band_count; i++) {
        const formula_band *b = &f->bands[i];
        if (!str_eq(b->result, result)) continue;
        bool equal = isfinite(b->from) && expression_same_number(value, b->from);
        if (equal ? b->included : value > b->from) band = b->code;
    }
    return band;
}

static void add_interval(const answer *x, const formula_step *s, score_output *o)
{
    o->low = o->high = NAN;
    if (s->low == NULL) return;
    expression_value low = expression_evaluate(s->low, x->values);
    expression_value high = expression_evaluate(s->high, x->values);
    if (low.kind != VALUE_NUMBER || high.kind != VALUE_NUMBER) return;
    o->low = low.number;
    o->high = high.number;
    o->interval = s->interval;
}

static score_output output_of(const answer *x, const formula_step *s, expression_value v)
{
    score_output o = {.name = s->name, .value = NAN, .unit = s->unit, .decimals = s->decimals};
    o.low = o.high = NAN;
    if (v.kind == VALUE_TEXT) {
        o.band = v.text;
    } else if (v.kind == VALUE_TRUTH) {
        o.band = v.number != 0 ? STR("yes") : STR("no");
    } else {
        o.value = v.number;
        o.band = band_of(x->f, s->name, v.number);
        add_interval(x, s, &o);
    }
    return o;
}

static status add_missing(answer *x, uint64_t lacks)
{
    str *names = ARENA_ARRAY(x->a, str, x->f->input_count);
    TRY_MEM(x->e, names);
    for (size_t i = 0; i < x->f->input_count; i++) {
        if ((lacks >> i & 1) == 0) continue;
        names[x->out->missing_count++] = x->f->inputs[i].name;
        str doubt = x->inputs[i].doubt;
        if (doubt.n == 0 || x->out->why.n > 0) continue;
        const char *detail =
            arena_printf(x->a, "%.*s;%.*s", STR_ARG(x->f->inputs[i].name), STR_ARG(doubt));
        TRY_MEM(x->e, detail);
        x->out->why = STR("doubtful");
        x->out->why_detail = str_of(detail);
    }
    x->out->missing = names;
    return OK;
}

static status run_steps(answer *x)
{
    const formula *f = x->f;
    score_output *outputs = ARENA_ARRAY(x->a, score_output, f->step_count);
    TRY_MEM(x->e, outputs);
    uint64_t lacks = 0;
    str refusal = {NULL, 0};
    x->out->outputs = outputs;
    for (size_t i = 0; i < f->step_count; i++) {
        const formula_step *s = &f->steps[i];
        expression_value v = expression_evaluate(s->value, x->values);
        x->values[f->input_count + i] = v;
        if (!s->is_result) continue;
        if (v.kind == VALUE_UNKNOWN)
            lacks |= v.lacks;
        else if (v.kind == VALUE_REFUSED)
            refusal = refusal.n == 0 ? v.text : refusal;
        else
            outputs[x->out->output_count++] = output_of(x, s, v);
    }
    x->out->status = SCORE_DONE;
    if (x->out->output_count == 0) {
        x->out->status = refusal.n > 0 ? SCORE_REFUSED : SCORE_MISSING;
        x->out->why = refusal;
    }
    return lacks == 0 ? OK : add_missing(x, lacks);
}

/* ---- what goes with it ---- */

static status add_inputs(answer *x)
{
    score_input *list = ARENA_ARRAY(x->a, score_input, x->f->input_count);
    TRY_MEM(x->e, list);
    for (size_t i = 0; i < x->f->input_count; i++) {
        const input_value *v = &x->inputs[i];
        x->values[i] = v->value;
        if (v->value.kind == VALUE_UNKNOWN)
            x->values[i].lacks = (uint64_t)1 << i;
        else
            list[x->out->input_count++] = v->shown;
        if (v->why.n == 0 || x->out->status == SCORE_OUTSIDE) continue;
        x->out->status = SCORE_OUTSIDE;
        x->out->why = v->why;
        x->out->why_detail = v->detail;
    }
    x->out->inputs = list;
    return OK;
}

/** Days between the oldest and the newest measure; 0 when fewer than two have a day. */
static int32_t days_apart(const score *s)
{
    int32_t least = INT32_MAX, most = INT32_MIN;
    for (size_t i = 0; i < s->input_count; i++) {
        date when = s->inputs[i].when;
        if (when.precision < DATE_DAY) continue;
        if (when.day < least) least = when.day;
        if (when.day > most) most = when.day;
    }
    return most > least ? most - least : 0;
}

/** Parts of different times: refused where the formula is about one sample, else said. */
static status check_span(answer *x, bool *said)
{
    int32_t days = days_apart(x->out);
    bool apart = x->f->span_days >= 0 && days > x->f->span_days;
    *said = apart && !x->f->span_refuses;
    if (!apart || *said || x->out->status == SCORE_OUTSIDE) return OK;
    const char *detail = arena_printf(x->a, "%.*s;%d;0;%d", STR_ARG(x->f->inputs[0].name),
                                      (int)days, (int)x->f->span_days);
    TRY_MEM(x->e, detail);
    x->out->status = SCORE_OUTSIDE;
    x->out->why = STR("parts_apart");
    x->out->why_detail = str_of(detail);
    return OK;
}

static bool holds(const answer *x, const expression *when, bool if_unknown)
{
    if (when == NULL) return true;
    expression_value v = expression_evaluate(when, x->values);
    return v.kind == VALUE_TRUTH ? v.number != 0 : if_unknown;
}

static status add_remarks(answer *x, bool parts_apart)
{
    str *list = ARENA_ARRAY(x->a, str, x->f->remark_count + 1);
    TRY_MEM(x->e, list);
    if (parts_apart) list[x->out->remark_count++] = STR("parts_apart");
    for (size_t i = 0; i < x->f->remark_count; i++) {
        const formula_remark *m = &x->f->remarks[i];
        if (holds(x, m->when, m->if_unknown)) list[x->out->remark_count++] = m->code;
    }
    x->out->remarks = list;
    return OK;
}

/** A group that follows from what was assumed is not known to be the person's own. Without an
 *  answer there is nothing that did well or badly for a group. */
static bool rests_on_assumption(const answer *x, const expression *when)
{
    for (size_t i = 0; i < x->f->input_count; i++) {
        bool used = (expression_uses(when) >> i & 1) != 0;
        if (used && x->inputs[i].shown.assumed) return true;
    }
    return false;
}

static status add_validations(answer *x)
{
    score_validation *list = ARENA_ARRAY(x->a, score_validation, x->f->validation_count);
    TRY_MEM(x->e, list);
    for (size_t i = 0; i < x->f->validation_count; i++) {
        const formula_validation *v = &x->f->validations[i];
        list[i] = v->figure;
        list[i].own_group = x->out->status == SCORE_DONE && v->when != NULL &&
                            holds(x, v->when, false) && !rests_on_assumption(x, v->when);
    }
    x->out->validations = list;
    x->out->validation_count = x->f->validation_count;
    return OK;
}

status risk_answer(const formula *f, const input_value *values, arena *a, score *out, err *e)
{
    answer x = {.f = f, .inputs = values, .a = a, .out = out, .e = e};
    *out = (score){.formula = f->id,
                   .kind = f->kind,
                   .drug = f->drug,
                   .verified = f->verified,
                   .source = f->source};
    bool parts_apart;
    TRY(add_inputs(&x));
    TRY(check_span(&x, &parts_apart));
    for (size_t i = 0; i < f->step_count; i++) {
        x.values[f->input_count + i] = expression_unknown(0);
    }
    if (out->status != SCORE_OUTSIDE) TRY(run_steps(&x));
    TRY(add_remarks(&x, parts_apart));
    return add_validations(&x);
}
