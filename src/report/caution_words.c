/*
 * Words of cautions. The action of a caution is worded like that of a rule.
 */
#include "report/caution_words.h"

enum { PIECE_MAX = 64 << 10 };

static void put_medicines(buf *out, const advice_caution *x)
{
    for (size_t i = 0; i < x->with_count; i++) {
        if (i > 0) buf_put_text(out, ", ");
        buf_put_str(out, x->with[i]);
    }
}

/* "a recorded stroke or TIA", "together with allopurinol". */
static void put_reason(const catalogue *c, buf *out, const advice_caution *x)
{
    AUTO(buf_release) buf names;
    buf_init(&names, PIECE_MAX);
    put_medicines(&names, x);
    if (x->reason.n > 0) catalogue_put_code(c, out, "caution", x->reason);
    if (x->reason.n > 0 && names.n > 0) buf_put_text(out, ", ");
    if (names.n > 0) catalogue_put_slot(c, out, "ui.caution_with", "object", buf_str(&names));
}

static void put_action(const catalogue *c, buf *out, const advice_caution *x)
{
    const advice row = {.drug = x->drug,
                        .action = x->action,
                        .dose_min = x->dose_min,
                        .dose_max = x->dose_max,
                        .max_dose = x->max_dose,
                        .max_unit = x->max_unit};
    catalogue_put_action(c, out, &row);
}

/* What only asks for a look stands behind what the rules say. */
static bool comes_first(const advice_caution *x)
{
    return x->light > ADVICE_NOTICE;
}

static void put_one(const catalogue *c, buf *out, const advice_caution *x)
{
    AUTO(buf_release) buf reason, action;
    buf_init(&reason, PIECE_MAX);
    buf_init(&action, PIECE_MAX);
    put_reason(c, &reason, x);
    put_action(c, &action, x);
    const catalogue_slot slots[] = {{"object", buf_str(&reason)}, {"action", buf_str(&action)}};
    catalogue_put(c, out, STR("ui.caution"), slots, 2);
}

/* All reasons once: what to do about them is the doctor's to say. */
static void put_for_patient(const catalogue *c, buf *out, const advice_drug *drug)
{
    AUTO(buf_release) buf reasons;
    buf_init(&reasons, PIECE_MAX);
    for (size_t i = 0; i < drug->caution_count; i++) {
        if (i > 0) buf_put_text(&reasons, "; ");
        put_reason(c, &reasons, &drug->cautions[i]);
    }
    const catalogue_slot slots[] = {{"drug", drug->name}, {"object", buf_str(&reasons)}};
    catalogue_put(c, out, STR("ui.caution"), slots, 2);
    buf_put_c(out, ' ');
}

void caution_put_all(const catalogue *c, buf *out, const advice_drug *drug)
{
    if (c->patient && drug->caution_count > 0) {
        put_for_patient(c, out, drug);
        return;
    }
    for (size_t i = 0; i < drug->caution_count; i++) {
        if (!comes_first(&drug->cautions[i])) continue;
        put_one(c, out, &drug->cautions[i]);
        buf_put_c(out, ' ');
    }
    if (!drug->against) return;
    catalogue_put(c, out, STR("ui.caution_against"), NULL, 0);
    buf_put_c(out, ' ');
}

void caution_put_short(const catalogue *c, buf *out, const advice_set *set, str drug)
{
    size_t shown = 0;
    for (size_t i = 0; i < set->caution_count; i++) {
        const advice_caution *x = &set->cautions[i];
        if (!str_eq(x->drug, drug)) continue;
        buf_put_text(out, shown++ == 0 ? " (" : "; ");
        put_reason(c, out, x);
        if (c->patient) continue;
        buf_put_text(out, ": ");
        put_action(c, out, x);
    }
    if (shown > 0) buf_put_c(out, ')');
}

void caution_put_opposite(const catalogue *c, buf *out, const advice_drug *drug)
{
    const advice *x = drug->opposite;
    for (size_t i = 0; i < drug->caution_count && !c->patient; i++) {
        if (comes_first(&drug->cautions[i])) continue;
        buf_put_c(out, ' ');
        put_one(c, out, &drug->cautions[i]);
    }
    if (x == NULL) return;
    AUTO(buf_release) buf action, whom;
    buf_init(&action, PIECE_MAX);
    buf_init(&whom, PIECE_MAX);
    catalogue_put_action(c, &action, x);
    catalogue_put_code(c, &whom, "population", x->population);
    const catalogue_slot slots[] = {{"object", x->source},
                                    {"name", buf_str(&whom)},
                                    {"drug", drug->name},
                                    {"action", buf_str(&action)}};
    buf_put_c(out, ' ');
    catalogue_put(c, out, STR("ui.sources_oppose"), slots, 4);
}
