/*
 * What formulas there are and what each asks for.
 */
#include <math.h>

#include "cli/score_ask.h"
#include "report/score_words.h"

enum { LISTING_MAX = 64 << 10 };

static void put_padded(buf *out, str text, size_t width)
{
    buf_put_str(out, text);
    for (size_t i = text.n; i < width; i++) buf_put_c(out, ' ');
    buf_put_c(out, ' ');
}

void score_list_formula(const score_session *s, const formula *f, buf *out)
{
    score named = {.formula = f->id};
    put_padded(out, f->id, 30);
    put_padded(out, f->kind, 8);
    put_padded(out, f->verified ? STR("verified") : STR("not verified"), 12);
    score_put_name(&s->x.words, out, &named);
    for (size_t i = 0; i < f->input_count; i++) {
        const formula_input *in = &f->inputs[i];
        buf_put_text(out, i == 0 ? ": " : ", ");
        if (in->has_default) buf_put_c(out, '[');
        buf_put_str(out, in->name);
        if (in->has_default) buf_put_c(out, ']');
    }
    buf_put_c(out, '\n');
}

static void put_range(buf *out, const formula_input *in)
{
    if (isnan(in->low) && isnan(in->high)) return;
    if (isnan(in->high))
        buf_printf(out, "at least %.10g ", in->low);
    else if (isnan(in->low))
        buf_printf(out, "at most %.10g ", in->high);
    else
        buf_printf(out, "%.10g to %.10g ", in->low, in->high);
}

static void put_values(buf *out, const formula_input *in)
{
    put_range(out, in);
    if (in->type == EXPRESSION_TRUTH) buf_put_text(out, "yes, no ");
    for (size_t i = 0; i < in->allowed_count; i++) {
        buf_put_str(out, in->allowed[i].value);
        buf_put_text(out, i + 1 < in->allowed_count ? ", " : " ");
    }
    if (in->unit.n == 0 || str_eq(in->unit, STR("1"))) return;
    buf_put_str(out, in->unit);
    if (in->bare) buf_put_text(out, " (unit may be left out");
    if (in->bare && !isnan(in->bare_over)) buf_printf(out, " above %.10g", in->bare_over);
    buf_put_text(out, in->bare ? ") " : " ");
}

static void put_unknown(buf *out, const formula_input *in)
{
    if (!in->has_default) return;
    buf_put_text(out, "[unknown: ");
    if (in->type == EXPRESSION_NUMBER)
        buf_printf(out, "%.10g", in->unknown.number);
    else if (in->type == EXPRESSION_TEXT)
        buf_put_str(out, in->unknown.text);
    else
        buf_put_text(out, in->unknown.number != 0 ? "yes" : "no");
    buf_put_text(out, "] ");
}

void score_list_inputs(const score_session *s, const formula *f, buf *out)
{
    const catalogue *c = &s->x.words;
    score named = {.formula = f->id};
    score_put_name(c, out, &named);
    buf_printf(out, " [%.*s]\n", STR_ARG(f->id));
    for (size_t i = 0; i < f->input_count; i++) {
        const formula_input *in = &f->inputs[i];
        buf_put_text(out, "  ");
        put_padded(out, in->name, 18);
        put_values(out, in);
        put_unknown(out, in);
        buf_put_text(out, "- ");
        score_put_code(c, out, "score.input", in->name);
        buf_put_c(out, '\n');
        for (size_t k = 0; k < in->source_count; k++) {
            if (in->sources[k].from != FROM_FORMULA) continue;
            buf_printf(out, "  %18s or made by %.*s\n", "",
                       STR_ARG(risk_book(s->engine)->items[in->sources[k].index].id));
        }
    }
    buf_printf(out, "  source: %.*s\n", STR_ARG(f->source));
}
